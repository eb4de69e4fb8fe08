'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Copyable } from '@/components/application/copy'
import { Pairs, Section } from '@/components/application/section'
import type { MaskedField } from '@/lib/applications/masked-applicant'
import { formatCalendarDate } from '@/lib/identifiers/calendar-date'
import { RevealDialog } from './reveal-dialog'
import { useAct } from './use-card'

const SECONDS = 60

/** Masked until asked for; what was asked for is shown for a minute, and the look is on record. */
export function ApplicantSection() {
  const t = useTranslations('card.applicant')
  const { card, busy } = useAct()
  const [asking, setAsking] = useState(false)
  const [revealed, setRevealed] = useState<MaskedField[] | null>(null)
  useEffect(() => {
    if (!revealed) return
    const hide = setTimeout(() => setRevealed(null), SECONDS * 1000)
    return () => clearTimeout(hide)
  }, [revealed])
  const hidden = card.applicant.some((line) => line.masked)
  const shown = card.applicant.map((line) =>
    line.masked ? (revealed?.find((open) => open.field === line.field) ?? line) : line,
  )
  return (
    <Section
      title={t('title')}
      aside={
        hidden &&
        card.may.reveal && (
          <button
            type="button"
            title={t('showHint')}
            aria-describedby="reveal-hint"
            aria-disabled={busy !== null || undefined}
            className="text-sm text-blue hover:underline"
            onClick={() => (revealed ? setRevealed(null) : setAsking(true))}
          >
            {t(revealed ? 'hide' : 'show')}
            <span id="reveal-hint" hidden>
              {t('showHint')}
            </span>
          </button>
        )
      }
    >
      {asking && (
        <RevealDialog
          onClose={() => setAsking(false)}
          onShown={(fields) => {
            setRevealed(fields)
            setAsking(false)
          }}
        />
      )}
      <span role="status" className="text-[13px] text-muted">
        {revealed && t('shown', { seconds: SECONDS })}
      </span>
      {shown.length === 0 ? (
        <p className="text-sm text-muted">
          {card.destroyedBy ? t('destroyed', { act: card.destroyedBy }) : t('none')}
        </p>
      ) : (
        <Pairs
          rows={shown.map((line) => {
            const label = t(`field.${line.field}`)
            const value =
              line.field === 'birthDate' && !line.masked ? formatCalendarDate(line.value) : line.value
            const copied = !line.masked && !['name', 'citizenship', 'title'].includes(line.field)
            return [label, copied ? <Copyable key={label} value={value} what={label} /> : value]
          })}
        />
      )}
    </Section>
  )
}
