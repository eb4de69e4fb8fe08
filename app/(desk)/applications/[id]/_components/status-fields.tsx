'use client'

import { useTranslations } from 'use-intl'
import { CitizenTextField } from '@/components/application/citizen-text-field'
import { Field, FieldError, inputClass } from '@/components/form/field'
import { Tick } from '@/components/form/tick'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { FileDrop } from '@/components/files/file-drop'
import { needsReason, needsResult, takesFiles } from '@/lib/applications/status'
import { formatSize } from '@/lib/core/format'
import { acceptedExtensions } from '@/lib/files/kinds'
import { signatureExtensions } from '@/lib/files/signature-name'
import { DocumentType } from './document-type'
import { useAct } from './use-card'
import type { StatusChange } from './use-status-change'

export function StatusFields({ change }: { change: StatusChange }) {
  const t = useTranslations('card.status')
  const { card } = useAct()
  const text = useTranslations('citizenText')
  const words = useWords()
  const { draft, chosen } = change
  const usual = chosen && card.statusComments[chosen.number]
  return (
    <div className="grid gap-3 pb-2">
      <StatusList change={change} />
      <div className="grid gap-3 min-[700px]:grid-cols-2">
        <Text change={change} name="statusDate" label={t('date')} />
        {change.isBackdated && <Text change={change} name="backdatedFor" label={t('backdated')} />}
      </div>
      {chosen && needsReason(chosen) && (
        <Text change={change} name="reason" label={t('reason')} hint={t('reasonHint')} long />
      )}
      {chosen && takesFiles(chosen) && <Files change={change} />}
      <Tick
        checked={draft.isInformed}
        onChange={(event) => change.change({ isInformed: event.target.checked })}
      >
        {t('informed')}
      </Tick>
      {(card.templates.length > 0 || change.text.template) && (
        <CitizenTextField
          id="status-citizenText"
          label={text('label')}
          hint={text('hint')}
          templates={card.templates}
          value={change.text}
          error={change.errors.citizenText && words(change.errors.citizenText)}
          onChange={(typed) => change.change({ text: typed })}
        />
      )}
      <Text change={change} name="comment" label={t('comment')} optional long />
      {usual && usual !== draft.comment && (
        <Button look="ghost" className="w-fit" onClick={() => change.change({ comment: usual })}>
          {t('usualComment')}
        </Button>
      )}
    </div>
  )
}

function StatusList({ change }: { change: StatusChange }) {
  const t = useTranslations('card.status')
  const words = useWords()
  const { allowed, draft, errors } = change
  if (allowed.length === 0) return <p>{t('none')}</p>
  return (
    <fieldset className="min-w-0" aria-describedby={errors.status ? 'status-status-error' : undefined}>
      <legend className="mb-1 text-sm">{t('legend')}</legend>
      {errors.status && <FieldError id="status-status-error">{words(errors.status)}</FieldError>}
      <div className="grid gap-x-4 rounded-lg border border-field-line p-1.5 min-[700px]:grid-cols-2">
        {allowed.map((entry, index) => (
          <label
            key={entry.number}
            className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-sm has-checked:bg-blue-weak has-checked:font-semibold"
          >
            <input
              type="radio"
              name="next-status"
              id={index === 0 ? 'status-status' : undefined}
              className="size-4 shrink-0 accent-blue"
              checked={draft.status === entry.number}
              onChange={() => change.change({ status: entry.number })}
            />
            <span className="min-w-0">
              {entry.name}
              {!entry.confirmed && <span className="font-normal text-muted"> ({t('unconfirmed')})</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type TextName = 'statusDate' | 'backdatedFor' | 'reason' | 'comment'
type TextProps = {
  change: StatusChange
  name: TextName
  label: string
  hint?: string
  optional?: boolean
  long?: boolean
}

function Text({ change, name, label, hint, optional, long }: TextProps) {
  const words = useWords()
  const error = change.errors[name]
  const common = {
    className: inputClass,
    autoComplete: 'off',
    value: change.draft[name],
    maxLength: 2000,
    onBlur: () => change.draft[name].trim() && change.check(name),
  }
  return (
    <Field
      id={`status-${name}`}
      label={label}
      hint={hint}
      optional={optional}
      error={error ? words(error) : undefined}
    >
      {(ids) =>
        long ? (
          <textarea
            {...ids}
            {...common}
            rows={2}
            onChange={(event) => change.change({ [name]: event.target.value })}
          />
        ) : (
          <input
            {...ids}
            {...common}
            type="text"
            onChange={(event) => change.change({ [name]: event.target.value })}
          />
        )
      }
    </Field>
  )
}

function Files({ change }: { change: StatusChange }) {
  const t = useTranslations('card.status')
  const words = useWords()
  const { card, refresh } = useAct()
  const { draft, errors, chosen, files, offered } = change
  const tick = (id: string, on: boolean) =>
    change.change({ unticked: on ? draft.unticked.filter((other) => other !== id) : [...draft.unticked, id] })
  return (
    <fieldset className="grid min-w-0 gap-1.5" id="status-fileIds" tabIndex={-1}>
      <legend className="mb-1 text-sm">{t('files')}</legend>
      {errors.fileIds && <FieldError>{words(errors.fileIds)}</FieldError>}
      {offered.map((file) => (
        <div key={file.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Tick
            checked={!draft.unticked.includes(file.id)}
            onChange={(event) => tick(file.id, event.target.checked)}
          >
            <span className="break-all">{file.name}</span>{' '}
            <span className="text-muted">
              {formatSize(file.size)}
              {file.signature && `, ${t('signed')}`}
            </span>
          </Tick>
          <DocumentType file={file} chosen={card.freeFiles.some((free) => free.id === file.id)} />
        </div>
      ))}
      <FileDrop
        applicationId={card.id}
        accept={acceptedExtensions}
        signatures={signatureExtensions}
        onAttached={() => void refresh()}
      />
      {chosen && needsResult(chosen) && files.length === 0 && (
        <Tick
          checked={draft.withoutResult}
          onChange={(event) => change.change({ withoutResult: event.target.checked })}
        >
          {t('withoutResult')}
        </Tick>
      )}
    </fieldset>
  )
}
