'use client'

import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { formatTime } from '@/lib/core/format'
import type { Row } from './use-directories'

/** Faults of sending that have words of their own; others are named. */
const faults = {
  ConnectionRefused: 'away',
  ConnectionReset: 'away',
  ConnectionFailed: 'away',
  HostNotFound: 'away',
  Timeout: 'away',
  HttpStatus: 'away',
  SMEVFailure: 'away',
  DestinationOverflow: 'away',
  SignerFailed: 'signer',
  DriverUnavailable: 'settings',
  UnsignedBeyondLoopback: 'settings',
  AccessDenied: 'access',
} as const

/** How far the reading of a directory has come, as it is. */
export function Course({ reading, timeZone }: { reading: Row['reading']; timeZone: string }) {
  const t = useTranslations('directories.course')
  const words = useWords()
  if (!reading || reading.state === 'APPLIED') return null
  const { state, fault, sentAt, nextAttemptAt, received, expected } = reading
  if (state === 'FAILED')
    return <span className="break-words text-red">{words(fault ?? 'directories.fault.other')}</span>
  if (state === 'CANCELLED') return <span className="text-muted">{t('cancelled')}</span>
  if (state === 'RECEIVED') return <span className="text-green">{t('received', { count: received })}</span>
  const name = fault?.split(':')[0] ?? ''
  const known = Object.hasOwn(faults, name) ? faults[name as keyof typeof faults] : undefined
  return (
    <>
      {nextAttemptAt ? (
        <span className="text-amber">
          {known ? t(`not.${known}`) : t('not.other', { fault: name })}{' '}
          {t('again', { time: formatTime(nextAttemptAt, timeZone) })}
        </span>
      ) : (
        <span className="text-blue">
          {sentAt ? t('sent', { time: formatTime(sentAt, timeZone) }) : t('requested')}
        </span>
      )}
      {expected !== null && <span className="block text-muted">{t('part', { received, expected })}</span>}
    </>
  )
}
