'use client'

import { useEffect, useState, type KeyboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { CodeField } from '@/components/sign-in/code-field'
import { FailureNote } from '@/components/sign-in/failure-note'
import { useSignIn } from '@/components/sign-in/use-sign-in'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { DemoLogins, type DemoPerson } from './demo-logins'
import { EsiaButton } from './esia-button'

const REMEMBERED = 'login'
type Props = { next: string; demo: DemoPerson[]; demoPassword: string; esia: boolean; refused?: string }

/** Name and password. Enter in either field sends; a second press while the first is being done does nothing. */
export function SignInForm({ next, demo, demoPassword, esia, refused }: Props) {
  const t = useTranslations('signIn')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [keep, setKeep] = useState(false)
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const [code, setCode] = useState('')
  const { enter, busy, failure, asksCode, forget } = useSignIn(refused)

  useEffect(() => {
    const kept = localStorage.getItem(REMEMBERED)
    if (!kept) return
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the browser's memory is not there when the server paints
    setLogin((typed) => typed || kept)
    setKeep(true)
  }, [])
  const submit = async () => {
    const done = await enter(login, password, code)
    setCode('')
    if (done === 'code') return
    if (!done) return setPassword('')
    if (keep) localStorage.setItem(REMEMBERED, login.trim())
    else localStorage.removeItem(REMEMBERED)
    window.location.assign(next)
  }
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState?.('CapsLock') ?? false)

  return (
    <>
      <form
        noValidate
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
        className="grid gap-3.5 rounded-xl border border-line bg-surface p-5"
      >
        <FailureNote failure={failure} />
        <Field label={t('login')} id="login">
          {(ids) => (
            <input
              {...ids}
              name="login"
              value={login}
              onChange={(event) => setLogin(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              className={inputClass}
            />
          )}
        </Field>
        <Field label={t('password')} id="password">
          {(ids) => (
            <div className="relative">
              <input
                {...ids}
                name="password"
                type={shown ? 'text' : 'password'}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                onKeyUp={watchCaps}
                onKeyDown={watchCaps}
                autoComplete="current-password"
                className={`${inputClass} pr-11`}
              />
              <button
                type="button"
                aria-pressed={shown}
                aria-label={t('show')}
                title={shown ? t('hide') : t('show')}
                onClick={() => setShown(!shown)}
                className={`absolute top-0.5 right-0.5 grid size-8 place-items-center rounded-md hover:bg-bg ${shown ? 'text-blue' : 'text-muted'}`}
              >
                <Icon name="eye" size={20} />
              </button>
            </div>
          )}
        </Field>
        {asksCode && <CodeField id="code" value={code} onChange={setCode} />}
        <p role="status" className={capsLock ? 'text-[13px] leading-[18px] text-amber' : 'sr-only'}>
          {capsLock ? t('capsLock') : ''}
        </p>
        <label className="flex min-h-6 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={keep}
            onChange={(event) => setKeep(event.target.checked)}
            className="size-4 accent-blue"
          />
          {t('remember')}
        </label>
        <Button type="submit" look="primary" busy={busy}>
          {busy ? t('busy') : t('submit')}
        </Button>
      </form>
      {esia && <EsiaButton next={next} />}
      {demo.length > 0 && (
        <DemoLogins
          people={demo}
          password={demoPassword}
          onChoose={(name) => {
            setLogin(name)
            setPassword(demoPassword)
            forget()
          }}
        />
      )}
    </>
  )
}
