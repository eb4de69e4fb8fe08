'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '@/components/form/use-act'
import { Button } from '@/components/ui/button'
import { beginTotpAction, dropTotpAction } from '../actions'
import { TotpConfirm } from './totp-confirm'

/** One-time codes: on after a code has been shown right. Who they are is asked before either. */
export function TotpSection({ on }: { on: boolean }) {
  const t = useTranslations('account')
  const router = useRouter()
  const { busy, problem, act } = useAct()
  const [key, setKey] = useState<{ uri: string; secret: string }>()
  const [told, setTold] = useState('')
  const begin = async () => {
    setTold('')
    const made = await act(() => beginTotpAction({}))
    if (made) setKey(made)
  }
  const drop = async () => {
    setTold('')
    if ((await act(() => dropTotpAction({}))) !== null) setTold(t('dropped'))
  }
  return (
    <section aria-labelledby="totp" className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <h2 id="totp">{t('totp')}</h2>
      <p className="text-sm text-muted">{t('totpHint')}</p>
      <p className="text-sm font-semibold">{on ? t('totpOn') : t('totpOff')}</p>
      {key ? (
        <TotpConfirm
          {...key}
          onEnd={(done) => {
            setKey(undefined)
            setTold(done ? t('confirmed') : '')
            router.refresh()
          }}
        />
      ) : (
        <Button className="w-fit" busy={busy} onClick={() => void (on ? drop() : begin())}>
          {on ? t('drop') : t('begin')}
        </Button>
      )}
      <p role="alert" className={problem ? 'text-sm text-red' : 'sr-only'}>
        {problem}
      </p>
      <p role="status" className="text-sm text-green">
        {told}
      </p>
    </section>
  )
}
