import { encodeFields, GENESIS, logName, sameBytes, sealOf, type Field } from '@/lib/core/chain'
import { now } from '@/lib/core/clock'
import { asWorker, Prisma } from '@/lib/core/db'
import { BrokenLog, takeSealLock } from './seal-lock'
import { fieldsOf, type SealedLog } from './sealed-log'

export const BATCH = 5000

type End = { position: string; seal: Uint8Array }
type TellRow = (row: Record<string, bigint | string | null | undefined>) => void
type Unsealed = { id: bigint; fields: Field[] }

/**
 * Gives the next rows their dense positions and seals, and the log its new head: one batch, by one worker of all at a
 * time. Each is told when it is committed. Returns how many.
 * @throws BrokenLog when the log does not end where its last head says: it is not gone on with
 */
export async function sealLog(log: SealedLog, tell?: TellRow): Promise<number> {
  const table = Prisma.raw(`public.${log.name}`)
  const rows = await asWorker(async (tx) => {
    if (!(await takeSealLock(tx))) return []
    const [head] = await tx.$queryRaw<End[]>`
      SELECT position::text, seal FROM public.log_heads WHERE log = ${log.name} ORDER BY log_heads.position DESC LIMIT 1`
    const [end] = await tx.$queryRaw<End[]>`
      SELECT position::text, seal FROM ${table} t WHERE position IS NOT NULL ORDER BY t.position DESC LIMIT 1`
    if (end?.position !== head?.position || (end && head && !sameBytes(end.seal, head.seal)))
      throw new BrokenLog(log.name, `ends at ${end?.position ?? 0}, its last head at ${head?.position ?? 0}`)
    const rows = await tx.$queryRaw<Unsealed[]>`
      SELECT id, ${Prisma.raw(fieldsOf(log))} AS fields FROM ${table}
      WHERE position IS NULL AND ${Prisma.raw(log.final)} ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`
    if (rows.length === 0) return []
    let position = Number(head?.position ?? 0)
    let seal = head?.seal ?? GENESIS
    const name = logName(log.name)
    const sealed = rows.map(({ id, fields }) => {
      seal = sealOf(name, seal, ++position, encodeFields(fields))
      return { id, position: BigInt(position), seal, fields }
    })
    await tx.$executeRaw`
      UPDATE ${table} t SET position = v.position, seal = v.seal
      FROM unnest(${sealed.map(({ id }) => id)}::bigint[], ${sealed.map((row) => row.position)}::bigint[],
        ${sealed.map((row) => row.seal)}::bytea[]) v (id, position, seal)
      WHERE t.id = v.id`
    await tx.$executeRaw`
      INSERT INTO public.log_heads (log, position, seal, at) VALUES (${log.name}, ${BigInt(position)}, ${seal}, ${now()})`
    return sealed
  })
  const names = Object.keys(log.fields)
  if (tell)
    for (const { position, fields } of rows)
      tell({ position, ...Object.fromEntries(names.map((name, at) => [name, fields[at]])) })
  return rows.length
}
