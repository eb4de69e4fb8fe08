import type { Tx } from '@/lib/core/db'
import { openSecret, stepOf } from './totp'

/** The one-time code of whoever has switched codes on; each is good once (ASVS 6.5.1, 6.5.5). */
export async function checkCode(
  tx: Tx,
  userId: string,
  code: string | undefined,
): Promise<'right' | 'asked' | 'wrong' | 'unreadable'> {
  const [own] = await tx.$queryRaw<{ secret: Uint8Array }[]>`SELECT * FROM totp_of(${userId}::uuid)`
  if (!own) return 'right'
  if (!code?.trim()) return 'asked'
  const secret = opened(own.secret)
  if (!secret) return 'unreadable'
  const step = stepOf(secret, code)
  if (step === null) return 'wrong'
  const [row] = await tx.$queryRaw<
    { spent: boolean }[]
  >`SELECT spend_totp(${userId}::uuid, ${BigInt(step)}) AS spent`
  return row?.spent ? 'right' : 'wrong'
}

/** Null when the installation's secret is another one than the codes were set up under. */
function opened(sealed: Uint8Array): Uint8Array | null {
  try {
    return openSecret(sealed)
  } catch {
    return null
  }
}
