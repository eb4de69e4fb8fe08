'use client'

import { useState } from 'react'
import type { CardStep } from '@/lib/applications/card-steps'
import type { Conflict } from '@/lib/applications/open-draft'
import { isFinal, needsResult, stateAfter, takesFiles } from '@/lib/applications/status'
import { checkStatusChange } from '@/lib/applications/status-change'
import { formatDateTime } from '@/lib/core/format'
import { CitizenText, textProblem } from '@/lib/directories/citizen-text'
import type { TypedText } from '@/components/application/citizen-text-field'
import { changeStatusAction } from '../../actions'
import { useAct } from './use-card'

const NO_TEXT: TypedText = { template: '', params: [] }

export type StatusDraft = {
  status: number | null
  statusDate: string
  isInformed: boolean
  withoutResult: boolean
  reason: string
  backdatedFor: string
  comment: string
  /** Null: what the service has for the chosen status. */
  text: TypedText | null
  unticked: string[]
}

/**
 * A change of the status while its dialog stands open: the key and the version are those of the opening, so that a
 * repeat is one message and another clerk's change is not overwritten (S15, decision 36).
 */
export function useStatusChange(insteadOf: CardStep | undefined) {
  const { card, timeZone, now, run, ask, as } = useAct()
  const [opened] = useState(() => ({
    key: crypto.randomUUID(),
    at: formatDateTime(now(), timeZone),
    before: card.steps.find((step) => step.delivery.state !== 'SUPERSEDED'),
  }))
  const [version, setVersion] = useState(card.version)
  const [draft, setDraft] = useState<StatusDraft>({
    status: null,
    statusDate: opened.at,
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    text: null,
    unticked: [],
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [stage, setStage] = useState<'fill' | 'confirm' | 'conflict'>('fill')
  const [conflict, setConflict] = useState<Conflict | null>(null)

  const allowed = insteadOf ? card.instead.filter((entry) => entry.number !== insteadOf.status) : card.next
  const chosen = allowed.find((entry) => entry.number === draft.status)
  // What went with the refused status may go with the one in its place.
  const offered = [...(insteadOf?.files ?? []), ...card.freeFiles]
  const files =
    chosen && takesFiles(chosen) ? offered.filter((file) => !draft.unticked.includes(file.id)) : []
  const last = insteadOf
    ? card.steps.find((step) => ['ACCEPTED', 'SKIPPED'].includes(step.delivery.state))
    : card.steps.find((step) => step.delivery.state !== 'SUPERSEDED')
  const given = {
    status: draft.status ?? Number.NaN,
    statusDate: draft.statusDate,
    withoutResult: draft.withoutResult && files.length === 0,
    reason: draft.reason.trim(),
    backdatedFor: draft.backdatedFor.trim(),
  }
  const judge = (part: Partial<typeof given> = {}) =>
    checkStatusChange(
      { ...given, ...part },
      {
        now: now(),
        timeZone,
        allowed,
        requestDate: card.requestDate ? new Date(card.requestDate) : null,
        lastStatusDate: last ? new Date(last.statusDate) : null,
        files: files.length,
        lostFiles: 0,
      },
    )
  const isBackdated = () => {
    const judged = judge({ backdatedFor: '' })
    return !judged.ok && 'backdatedFor' in judged.errors
  }
  const text = draft.text ?? (chosen && card.citizenTexts[chosen.number]) ?? NO_TEXT
  const judgeText = (): Record<string, string> => {
    const parsed = text.template ? CitizenText.safeParse(text) : null
    const problem =
      parsed && (parsed.success ? textProblem(parsed.data, card.templates) : parsed.error.issues[0]?.message)
    return problem ? { citizenText: problem } : {}
  }
  const final = chosen ? isFinal(stateAfter(chosen)) : false

  const pass = async () => {
    const { unticked: _, text: __, ...fields } = draft
    let told: Record<string, string> = {}
    const done = await run('status', async () => {
      const result = await changeStatusAction({
        ...fields,
        ...given,
        as,
        applicationId: card.id,
        version,
        citizenText: text.template ? text : undefined,
        idempotencyKey: opened.key,
        fileIds: files.map((file) => file.id),
        ...(insteadOf && { insteadOf: insteadOf.deliveryId }),
      })
      if (result.ok) return result
      const theirs = result.data as Conflict | undefined
      if (result.code === 'CONFLICT' && theirs?.version) setConflict(theirs)
      told = result.fieldErrors
      return result
    })
    if (done) return ask(null)
    setErrors(told)
    setStage('fill')
  }
  const submit = () => {
    if (conflict) return
    const judged = judge()
    const wrong = {
      ...(!judged.ok && judged.errors),
      ...(draft.status === null && { status: 'statuses.choose' }),
      ...judgeText(),
    }
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return setStage('fill')
    if (final && stage === 'fill') return setStage('confirm')
    void pass()
  }
  /** Mine after theirs: on their version, not before their moment. */
  const goOn = () => {
    if (!conflict) return
    setVersion(conflict.version)
    setConflict(null)
    change({ statusDate: formatDateTime(now(), timeZone) })
    setStage('fill')
  }
  const change = (part: Partial<StatusDraft>) => setDraft((old) => ({ ...old, ...part }))
  return {
    draft,
    change,
    errors,
    check: (field: string) => {
      const judged = judge()
      const message = judged.ok ? undefined : judged.errors[field]
      setErrors(({ [field]: _, ...rest }) => (message ? { ...rest, [field]: message } : rest))
    },
    stage,
    back: () => setStage('fill'),
    allowed,
    chosen,
    offered,
    files,
    text,
    isBackdated: isBackdated(),
    final,
    withoutResult: Boolean(chosen && needsResult(chosen) && files.length === 0),
    conflict,
    before: opened.before,
    goOn,
    submit,
  }
}
export type StatusChange = ReturnType<typeof useStatusChange>
