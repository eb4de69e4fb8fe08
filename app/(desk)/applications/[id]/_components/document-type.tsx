'use client'

import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import type { CardFile } from '@/lib/applications/card-steps'
import { documentTypeAction } from '../../actions'
import { useAct } from './use-card'

/** ЕСНСИ 7246: chosen as long as the file has not gone, and as long as there is anything to choose. */
export function DocumentType({ file, chosen }: { file: CardFile; chosen: boolean }) {
  const t = useTranslations('card.files')
  const status = useTranslations('card.status')
  const { card, run, busy } = useAct()
  if (!chosen || !card.may.write || card.docTypes.length < 2)
    return <span className="text-[13px] text-muted">{file.docType}</span>
  const known = card.docTypes.some((entry) => entry.code === file.docTypeId)
  return (
    <select
      aria-label={t('docTypeOf', { name: file.name })}
      value={file.docTypeId}
      aria-disabled={busy !== null || undefined}
      onChange={(event) => {
        const docTypeId = event.target.value
        void run('docType', () => documentTypeAction({ fileId: file.id, docTypeId }))
      }}
      className={`${inputClass} w-60! max-w-full text-[13px]`}
    >
      {!known && <option value={file.docTypeId}>{file.docTypeId}</option>}
      {card.docTypes.map(({ code, name, confirmed }) => (
        <option key={code} value={code}>
          {confirmed ? name : `${name} (${status('unconfirmed')})`}
        </option>
      ))}
    </select>
  )
}
