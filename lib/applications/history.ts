import { z } from 'zod'
import { formPaths, type FormPath } from './form-fields'

/** How «История» is divided. Pure: the browser filters by it. */
export const historyGroups = ['statuses', 'messages', 'edits', 'files', 'views'] as const
export type HistoryGroup = (typeof historyGroups)[number]

const groups: Record<string, HistoryGroup> = {
  'application.draft': 'edits',
  'application.edit': 'edits',
  'application.correct': 'edits',
  'application.register': 'statuses',
  'application.changeStatus': 'statuses',
  'application.takeBack': 'statuses',
  'application.createAgain': 'messages',
  'application.view': 'views',
  'applicant.view': 'views',
  'applicant.reveal': 'views',
  'delivery.xml': 'views',
  'file.attach': 'files',
  'file.remove': 'files',
  'file.docType': 'files',
  'file.sign': 'files',
  'file.unsign': 'files',
  'file.download': 'files',
}

export const groupOf = (action: string): HistoryGroup =>
  groups[action] ?? (/^(delivery|message)\./.test(action) ? 'messages' : 'edits')

/** Acts on an application that have words of their own in messages/; another one is told by its name. */
export const knownActs: readonly string[] = [
  ...Object.keys(groups),
  'delivery.replace',
  'delivery.skip',
  'delivery.impossible',
  'delivery.retryNow',
  'message.queued',
  'message.sent',
  'message.accepted',
  'message.refused',
  'message.failed',
]

const value = z.union([z.string(), z.boolean()])

/** What a row of the audit says beside its act; an older row says less. */
export const HistoryDetails = z.object({
  to: z.number().optional().catch(undefined),
  fileId: z.string().optional().catch(undefined),
  old: z.string().optional().catch(undefined),
  new: z.string().optional().catch(undefined),
  changes: z
    .array(
      z.object({
        path: z.custom<FormPath>((path) => formPaths.includes(path as FormPath)),
        old: value,
        new: value,
      }),
    )
    .catch([])
    .default([]),
})
export type HistoryDetails = z.infer<typeof HistoryDetails>
