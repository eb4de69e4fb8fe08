import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import { now } from '@/lib/core/clock'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { demandProof, JUST_NOW_MINUTES } from './demand-proof'
import type { Session } from './session'
import { makeTotp, newSecret, openSecret, sealSecret, stepOf } from './totp'

export const ConfirmTotp = z.object({ code: z.string().max(20) })

/** The secret for one's authenticator; codes are asked for only after one of them has been shown right. */
export async function beginTotp(session: Session): Promise<{ uri: string; secret: string }> {
  demandProof(session, JUST_NOW_MINUTES)
  const secret = newSecret()
  await inOrganisation(session, async (tx) => {
    const [own] = await tx.$queryRaw<{ confirmed: boolean }[]>`SELECT confirmed FROM own_totp()`
    if (own?.confirmed) throw new Refusal('CONFLICT', 'account.error.totpOnAlready')
    await tx.$executeRaw`SELECT begin_totp(${sealSecret(secret)})`
  })
  const totp = makeTotp(secret, session.login)
  return { uri: totp.toString(), secret: totp.secret.base32 }
}

export async function confirmTotp(session: Session, { code }: z.output<typeof ConfirmTotp>): Promise<void> {
  await inOrganisation(session, async (tx) => {
    const [own] = await tx.$queryRaw<{ secret: Uint8Array; confirmed: boolean }[]>`SELECT * FROM own_totp()`
    if (!own || own.confirmed) throw new Refusal('CONFLICT', 'account.error.totpAgain')
    const step = stepOf(openSecret(own.secret), code)
    if (step === null)
      throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { code: 'account.error.code' } })
    await tx.$queryRaw`SELECT spend_totp(${session.userId}::uuid, ${BigInt(step)})`
    await tx.$executeRaw`SELECT confirm_totp(${now()})`
    await tx.$executeRaw`SELECT end_sessions_of(${session.userId}::uuid, NULL, ${session.id}::uuid, ${now()})`
    await audit(tx, session, session.userId, 'user.totpOn')
  })
}

/** Off: one's own, or those of a person of one's organisation whose device is lost; the database asks whose it is. */
export async function dropTotp(session: Session, { id }: { id: string }): Promise<void> {
  demandProof(session, id === session.userId ? JUST_NOW_MINUTES : undefined)
  await inOrganisation(session, async (tx) => {
    const [row] = await tx.$queryRaw<{ gone: boolean }[]>`SELECT drop_totp(${id}::uuid) AS gone`
    if (row?.gone) await audit(tx, session, id, 'user.totpOff')
  })
}

const audit = (tx: Tx, session: Session, subjectId: string, action: string) =>
  recordAudit(tx, {
    organisationId: session.organisationId,
    userId: session.userId,
    action,
    subjectType: 'user',
    subjectId,
    ip: session.ip,
  })
