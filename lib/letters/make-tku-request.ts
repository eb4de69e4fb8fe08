import { buffer } from 'node:stream/consumers'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'
import { say } from '@/lib/core/message'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import type { Letter } from './to-eml'
import { tkuRequestLetter, tkuTable, tkuTableProblems, type TkuRequest } from './tku-request'

type Words = Parameters<typeof tkuRequestLetter>[2] &
  ((
    key: 'letters.tkuRequest.sheet' | `letters.tkuRequest.problem.${'long' | 'missing'}`,
    values?: Record<string, string | number>,
  ) => string)

/** Letter L2 with its table. It is not sent from here, so no service becomes «запрошен» by it (`requestTku`). */
export async function makeTkuRequest(
  session: Session,
  input: TkuRequest,
  words: Words,
): Promise<{ letter: Letter; table: string }> {
  const { organisation, services } = await inOrganisation(session, async (tx) => {
    const found = await tx.service.findMany({
      where: { id: { in: input.services } },
      select: {
        name: true,
        eserviceCode: true,
        stateStructureCode: true,
        targetCode: true,
        active: true,
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    })
    if (found.length < input.services.length) throw notFound()
    if (found.some(({ targetCode, active }) => targetCode !== null || !active))
      throw new Refusal('CONFLICT', 'letters.tkuRequest.changed')
    const problems = tkuTableProblems(found, input.bodyAbsent)
    if (problems.length > 0) {
      const told = problems.map(({ length, ...problem }) =>
        words(`letters.tkuRequest.problem.${length === 0 ? 'missing' : 'long'}`, { ...problem, length }),
      )
      const message = say('letters.tkuRequest.error.table', { problems: told.join('; ') })
      throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { services: message } })
    }
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'services.letter',
      details: { services: input.services, count: found.length },
      ip: session.ip,
    })
    return {
      organisation: await tx.organisation.findUniqueOrThrow({
        where: { id: session.organisationId },
        select: { name: true, inn: true, kpp: true, ogrn: true, contactName: true, contactPhone: true },
      }),
      services: found,
    }
  })
  const sheet = writeXlsx(words('letters.tkuRequest.sheet'), tkuTable(services, input.bodyAbsent))
  return {
    letter: tkuRequestLetter(input, organisation, words),
    table: (await buffer(sheet)).toString('base64'),
  }
}
