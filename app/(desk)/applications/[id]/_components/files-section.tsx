'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/application/section'
import { FileDrop } from '@/components/files/file-drop'
import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'
import { formatSize } from '@/lib/core/format'
import type { CardFile } from '@/lib/applications/card-steps'
import { acceptedExtensions } from '@/lib/files/kinds'
import { signatureExtensions } from '@/lib/files/signature-name'
import { removeFileAction } from '../../actions'
import { DocumentType } from './document-type'
import { FileSignature } from './file-signature'
import { useAct, whose } from './use-card'

const BUTTON = 'attach-result'

/** R and «Приложить результат» of the head press the button of this section. */
export const attach = (): void => document.getElementById(BUTTON)?.click()

export function FilesSection() {
  const t = useTranslations('card.files')
  const { card, refresh } = useAct()
  const sent = card.steps
    .filter((step) => step.delivery.state !== 'SUPERSEDED')
    .flatMap((step) => step.files.map((file) => ({ ...file, status: step.statusName })))
  const open = card.state === 'DRAFT' || card.state === 'IN_WORK'
  const attaches = card.may.write && open
  return (
    <Section title={t('title')}>
      {sent.length + card.freeFiles.length === 0 && (
        <p className="mb-2 text-sm">
          {open ? `${t('empty')}.` : t('none')} {open && <span className="text-muted">{t('emptyText')}</span>}
        </p>
      )}
      <ul className="grid gap-2 not-empty:mb-2">
        {card.freeFiles.map((file) => (
          <FileRow key={file.id} file={file} removable={card.may.write} note={t('notSent')} />
        ))}
        {sent.map((file) => (
          <FileRow
            key={file.id}
            file={file}
            removable={false}
            note={t('withStatus', { status: file.status })}
          />
        ))}
      </ul>
      {attaches && card.resultName && (
        <p className="mb-2 text-sm break-words text-muted">{t('usual', { name: card.resultName })}</p>
      )}
      {attaches && (
        <FileDrop
          id={BUTTON}
          applicationId={card.id}
          accept={acceptedExtensions}
          signatures={signatureExtensions}
          onAttached={() => void refresh()}
        />
      )}
    </Section>
  )
}

type Row = { file: CardFile; removable: boolean; note: string }

function FileRow({ file, removable, note }: Row) {
  const t = useTranslations('card.files')
  const { card, run, busy } = useAct()
  return (
    <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-lg border border-line px-3 py-2 text-sm">
      <Icon name="file" size={20} />
      <span className="min-w-0 flex-1">
        <a href={`/api/files/${file.id}${whose(card)}`} className="break-all text-blue underline">
          {file.name}
        </a>{' '}
        <span className="whitespace-nowrap text-muted">{formatSize(file.size)}</span>
      </span>
      <DocumentType file={file} chosen={removable} />
      <Badge tone="outline">{note}</Badge>
      {removable && (
        <button
          type="button"
          aria-label={t('removeNamed', { name: file.name })}
          aria-disabled={busy !== null || undefined}
          className="text-blue hover:underline"
          onClick={() => void run('remove', () => removeFileAction({ fileId: file.id }))}
        >
          {t('remove')}
        </button>
      )}
      <FileSignature file={file} removable={removable} />
    </li>
  )
}
