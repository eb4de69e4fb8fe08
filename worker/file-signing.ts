import type { Tx } from '@/lib/core/db'
import type { Facts } from '@/lib/delivery/facts'
import { openFileKey, type FileKey } from '@/lib/files/open-file-key'
import { signFiles } from '@/lib/files/sign-files'

/** Signs the files of a change that have no signature; or why that cannot be done now. */
export type Signing = { sign: (tx: Tx, facts: Facts) => Promise<Facts> } | { problem: string }

/** How files without a clerk's signature get the organisation's, when that is set. */
export async function fileSigning(open: () => Promise<FileKey> = openFileKey): Promise<Signing | undefined> {
  const key = await open()
  if (key.state === 'off') return undefined
  if (key.state === 'unreadable') return { problem: key.reason }
  return {
    sign: async (tx, facts) => ({
      ...facts,
      status: { ...facts.status, attachments: await signFiles(tx, facts.status.attachments, key.signer) },
    }),
  }
}
