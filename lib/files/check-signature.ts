import { now } from '@/lib/core/clock'
import { Refusal } from '@/lib/core/errors'
import { readCms, SIGNATURE_LIMIT, type Cms } from '@/lib/gost/read-cms'
import { verifyCms } from '@/lib/gost/verify-cms'
import { digestsOf } from './digests-of'
import { judgeSigners } from './judge-signers'
import type { FileSigner } from './signers'

type Signed = { name: string; sha256: Uint8Array; streebog256: Uint8Array }

const refusal = (problem: string, name: string, document?: string) =>
  new Refusal('INVALID', `files.signature.${problem}`, {
    values: { name, limit: SIGNATURE_LIMIT, ...(document && { document }) },
  })

/** @throws Refusal when the bytes are no detached signature, in words of their own for each reason. */
export function requireCms(bytes: Uint8Array, name: string): Cms {
  const read = readCms(bytes)
  if (!read.ok) throw refusal(read.problem, name)
  return read.cms
}

/**
 * Finds the file whose very bytes are signed, among those of its name.
 * @throws Refusal when it is none of them, or the signature is wrong
 */
export async function findSigned<F extends Signed>(
  cms: Cms,
  name: string,
  candidates: readonly F[],
): Promise<{ file: F; signers: FileSigner[] }> {
  let reason: Refusal | undefined
  for (const file of candidates) {
    const verified = await verifyCms(cms, digestsOf(file))
    if (verified.ok) return { file, signers: judgeSigners(verified.signers, now()) }
    reason ??= refusal(verified.problem, name, file.name)
  }
  throw reason ?? refusal('alone', name)
}
