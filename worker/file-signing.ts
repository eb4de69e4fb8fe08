import type { Tx } from '@/lib/core/db'
import type { Facts } from '@/lib/delivery/facts'
import { openFileKey, type FileKey } from '@/lib/files/open-file-key'
import { signFiles } from '@/lib/files/sign-files'

/** Gives the files of a change the signatures they lack. With a `problem` only those that were made before it can be given. */
export type Signing = { sign: (tx: Tx, facts: Facts) => Promise<Facts>; problem?: string }

/** How files without a clerk's signature get the organisation's, when that is set. */
export async function fileSigning(open: () => Promise<FileKey> = openFileKey): Promise<Signing | undefined> {
  const key = await open()
  if (key.state === 'off') return undefined
  const [signer, problem] = key.state === 'ready' ? [key.signer] : [undefined, key.reason]
  return {
    problem,
    sign: async (tx, facts) => ({
      ...facts,
      status: { ...facts.status, attachments: await signFiles(tx, facts.status.attachments, signer) },
    }),
  }
}
