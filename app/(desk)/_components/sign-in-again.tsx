'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { CodeField } from '@/components/sign-in/code-field'
import { FailureNote } from '@/components/sign-in/failure-note'
import { useSignIn } from '@/components/sign-in/use-sign-in'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useWho } from '../who'
import { EsiaWindow } from './esia-window'

type Props = {
  /** The login of somebody else who is signed in by now, when that is what was refused. */
  other?: string | null
  onClose: () => void
  /** Signed in: what was interrupted goes on under this login. */
  onContinue: (login: string) => void
}

const same = (one: string, another: string) => one.trim().toLowerCase() === another.trim().toLowerCase()

/** The session has ended: one signs in over the page, which stays as it is and is covered meanwhile (design 9.9). */
export function SignInAgain({ other = null, onClose, onContinue }: Props) {
  const t = useTranslations('form.signedOut')
  const words = useTranslations('signIn')
  const who = useWho()
  const [code, setCode] = useState('')
  const { enter, rest, busy, failure, asksCode, forget } = useSignIn()
  const [entered, setEntered] = useState(other)
  const [login, setLogin] = useState(who.login)
  const [password, setPassword] = useState('')
  const [stranger, setStranger] = useState(false)
  // The dialog gives the focus to its heading first.
  useEffect(() => {
    if (entered !== null) return
    const id = stranger ? 'again-login' : 'again-password'
    const focus = requestAnimationFrame(() => document.getElementById(id)?.focus())
    return () => cancelAnimationFrame(focus)
  }, [entered, stranger])
  const goOn = (by: string) => {
    if (same(by, who.login)) return onContinue(who.login)
    rest()
    setEntered(by.trim())
  }
  const submit = async () => {
    const done = await enter(login, password, code)
    setCode('')
    if (done !== 'code') setPassword('')
    if (done === true) goOn(login)
  }
  const comeBack = () => {
    forget()
    setEntered(null)
    setStranger(false)
    setLogin(who.login)
  }
  if (entered !== null)
    return (
      <Dialog
        open
        cover
        onClose={onClose}
        title={t('otherTitle', { login: entered })}
        footer={
          <>
            <Button look="primary" onClick={comeBack}>
              {t('comeBack', { name: who.name })}
            </Button>
            <Button onClick={() => onContinue(entered)}>{t('saveAs', { login: entered })}</Button>
          </>
        }
      >
        <p>{t('otherText', { name: who.name, login: entered })}</p>
      </Dialog>
    )
  return (
    <Dialog
      open
      cover
      onClose={onClose}
      title={t('title')}
      footer={
        <>
          <Button look="primary" busy={busy} onClick={() => void submit()}>
            {busy ? words('busy') : t('enter')}
          </Button>
          {!stranger && (
            <Button look="ghost" onClick={() => (setStranger(true), setLogin(''))}>
              {t('notMe', { name: who.name })}
            </Button>
          )}
        </>
      }
    >
      <p className="mb-3">{t('text')}</p>
      <form
        noValidate
        className="grid gap-3 pb-2"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          void submit()
        }}
      >
        <FailureNote failure={failure} />
        <Field label={words('login')} id="again-login">
          {(ids) => (
            <input
              {...ids}
              value={login}
              readOnly={!stranger}
              onChange={(event) => setLogin(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              className={`${inputClass} read-only:bg-bg`}
            />
          )}
        </Field>
        <Field label={words('password')} id="again-password">
          {(ids) => (
            <input
              {...ids}
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="current-password"
              className={inputClass}
            />
          )}
        </Field>
        {asksCode && <CodeField id="again-code" value={code} onChange={setCode} />}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </form>
      {who.esia && <EsiaWindow label={t('byEsia')} hint={t('esiaHint')} onSignedIn={goOn} />}
    </Dialog>
  )
}
