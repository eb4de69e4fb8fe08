'use client'

import { useTranslations } from 'use-intl'
import { Icon, type IconName } from '@/components/ui/icon'
import type { CardFile } from '@/lib/applications/card-steps'
import { formatDate, formatDateTime } from '@/lib/core/format'
import type { FileSigner } from '@/lib/files/signers'
import { removeSignatureAction } from '../../actions'
import { useAct } from './use-card'

const looks: Record<FileSigner['verdict'], { icon: IconName; colour: string }> = {
  valid: { icon: 'ok', colour: 'text-green' },
  notGost: { icon: 'warn', colour: 'text-amber' },
  expired: { icon: 'warn', colour: 'text-amber' },
  notYetValid: { icon: 'warn', colour: 'text-amber' },
}

/** Who signed the file, by which certificate, and whether the signature holds (R09). */
export function FileSignature({ file, removable }: { file: CardFile; removable: boolean }) {
  const t = useTranslations('card.files.signature')
  const { run, busy } = useAct()
  const { signature } = file
  if (!signature) return null
  return (
    <div className="flex w-full flex-wrap items-start gap-x-3 gap-y-1 border-t border-line pt-1.5 text-[13px] leading-[18px]">
      <ul className="grid min-w-0 flex-1 gap-1.5" aria-label={t('of', { name: file.name })}>
        {signature.signers.map((signer, index) => (
          <Signer
            key={`${signer.serial} ${index}`}
            signer={signer}
            byOrganisation={signature.byOrganisation}
          />
        ))}
      </ul>
      {removable && !signature.byOrganisation && (
        <button
          type="button"
          aria-label={t('removeNamed', { name: file.name })}
          aria-disabled={busy !== null || undefined}
          className="text-blue hover:underline"
          onClick={() => void run('unsign', () => removeSignatureAction({ fileId: file.id }))}
        >
          {t('remove')}
        </button>
      )}
    </div>
  )
}

function Signer({ signer, byOrganisation }: { signer: FileSigner; byOrganisation: boolean }) {
  const t = useTranslations('card.files.signature')
  const { timeZone, now } = useAct()
  const { icon, colour } = looks[signer.verdict]
  const day = (at: string) => formatDate(at, timeZone)
  const isOver = Date.parse(signer.notAfter) < now().getTime()
  return (
    <li>
      <p className={`flex items-start gap-1.5 font-semibold ${colour}`}>
        <Icon name={icon} />
        <span>
          {t(signer.verdict === 'valid' && isOver ? 'validThen' : signer.verdict, {
            notBefore: day(signer.notBefore),
            notAfter: day(signer.notAfter),
          })}
        </span>
      </p>
      <p className="pl-[22px] break-words">
        {t(byOrganisation ? 'byOrganisation' : 'by', {
          owner: [signer.owner, signer.organisation].filter(Boolean).join(', '),
        })}
        {signer.signedAt && `, ${t('at', { time: formatDateTime(signer.signedAt, timeZone) })}`}
      </p>
      <p className="pl-[22px] text-muted">
        {t('certificate')} <span className="break-all">{signer.serial}</span>,{' '}
        {t('period', { notBefore: day(signer.notBefore), notAfter: day(signer.notAfter) })}.{' '}
        {t('issuer', { issuer: signer.issuer })}
      </p>
    </li>
  )
}
