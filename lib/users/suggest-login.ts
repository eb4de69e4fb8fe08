import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { parseLogin, suggestLogin as composeLogin } from '@/lib/identifiers/login'
import { loginWord } from './login-word'
import type { z } from 'zod'
import type { SuggestLogin } from './schema'

/** «Предложить»: a free login of ФамилияИО and the organisation, or the given one with the first free figure (U06, U07). */
export async function suggestLogin(
  session: Session,
  input: z.output<typeof SuggestLogin>,
): Promise<{ login: string }> {
  return inOrganisation(session, async (tx) => {
    const { shortName, name } = await tx.organisation.findUniqueOrThrow({
      where: { id: session.organisationId },
      select: { shortName: true, name: true },
    })
    const given = parseLogin(input.login)
    const base = given.ok
      ? given.value
      : composeLogin({ ...input, organisation: loginWord(name) || shortName })
    return { login: base ? await freeLogin(tx, base, input.except) : '' }
  })
}

/** The login itself while nobody has it, else with the first free figure. */
export async function freeLogin(tx: Tx, base: string, except?: string): Promise<string> {
  for (let figure = 0; ; figure += 1) {
    const login = figure === 0 ? base : `${base}${figure}`
    const [row] = await tx.$queryRaw<{ taken: boolean }[]>`
      SELECT login_is_taken(${login}, ${except ?? null}::uuid) AS taken`
    if (!row?.taken) return login
  }
}
