import { z } from 'zod'

/** What the card shows of whoever signed a file (R09), judged when the signature came. Pure. */
export const FileSigner = z.object({
  owner: z.string(),
  organisation: z.string().optional(),
  issuer: z.string(),
  serial: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** By the signer's own clock. */
  signedAt: z.string().optional(),
  verdict: z.enum(['valid', 'notGost', 'expired', 'notYetValid']),
})
export type FileSigner = z.infer<typeof FileSigner>

export const FileSigners = z.array(FileSigner)
