import { z } from 'zod'
import { Id } from '@/lib/core/ids'

/** ЕСНСИ numbers of the directories of ЕЛК (protocol.md §3). */
export const directories = {
  citizenship: 7210,
  document: 7211,
  status: 7212,
  channel: 7213,
  attachment: 7246,
  template: 7293,
  sender: 8248,
} as const

export const directoryNumbers = [7210, 7211, 7212, 7213, 7246, 7293, 8248] as const
export type DirectoryNumber = (typeof directoryNumbers)[number]
export const DirectoryNumber = z.union(directoryNumbers.map((number) => z.literal(number)))

/** What the product knows of a status beyond its name. An imported code without it counts as progress. */
export const StatusAttributes = z.object({
  class: z.enum(['intake', 'progress', 'pause', 'granted', 'refused', 'cancelled']).default('progress'),
  files: z.enum(['none', 'allowed', 'required']).default('allowed'),
})
export type StatusAttributes = z.infer<typeof StatusAttributes>

/** Which mask the number of a document takes; the codes of ЕСНСИ 7211 beyond the passport's are not certain. */
export const DocumentAttributes = z.object({
  mask: z.enum(['passport', 'birthCertificate', 'other']).default('other'),
})
export type DocumentMask = z.infer<typeof DocumentAttributes>['mask']

export type Entry = { code: string; name: string; confirmed: boolean }
export type DocumentEntry = Entry & { mask: DocumentMask }
export type StatusEntry = Entry & StatusAttributes & { number: number }

/** A template of a text for the citizen, and what is filled into it. */
export type TemplateEntry = Entry & { params: string[] }

/** A row as ЕСНСИ has it: its code, its name, and the attributes beyond these. */
export const DirectoryRow = z.object({
  code: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
})
export type DirectoryRow = z.infer<typeof DirectoryRow>

/** What was read of ЕСНСИ stands apart, so that no attribute of its can be taken for one of ours. */
export const ReadAttributes = z.object({ esnsi: z.record(z.string(), z.string()).default({}) })

/** Why ЕСНСИ may not let our organisation send, by its list of senders (D03). */
export type SenderProblem = 'absent' | 'blocked'

export const differenceKinds = ['added', 'changed', 'closed'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

export const RequestImports = z.object({ directories: z.array(DirectoryNumber).min(1).max(20) })
export const PreviewImport = z.object({
  importId: Id,
  kind: z.enum(differenceKinds).optional().catch(undefined),
})
/** `base`: the reading that the shown differences were counted from; empty when there was none. */
export const ApplyImport = z.object({ importId: Id, base: z.union([Id, z.literal('')]) })
export const DirectoryFile = z.object({ directory: z.coerce.number().pipe(DirectoryNumber) })
export const CancelImport = z.object({ importId: Id })
