import { z } from 'zod'

/** ЕСНСИ numbers of the directories of ЕЛК (protocol.md §3). */
export const directories = {
  citizenship: 7210,
  document: 7211,
  status: 7212,
  channel: 7213,
  attachment: 7246,
} as const

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
