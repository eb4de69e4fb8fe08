import { z } from 'zod'
import { parseSnils } from '@/lib/identifiers/snils'
import { askEsia } from './ask-esia'
import type { EsiaFailure } from './failures'
import type { Esia } from './settings'

const Person = z.object({ trusted: z.boolean().default(false), snils: z.string().optional() })
type Read = { ok: true; snils: string } | { ok: false; failure: EsiaFailure }

/** Whose account it is: GET /rs/prns/{oid}. Only the СНИЛС of a confirmed account says who somebody is. */
export async function readPerson(esia: Esia, oid: string, access: string): Promise<Read> {
  const headers = { Authorization: `Bearer ${access}`, Accept: 'application/json' }
  const asked = await askEsia(esia, `/rs/prns/${oid}`, { headers })
  if (!asked.ok) return asked
  const person = Person.safeParse(asked.body)
  if (!person.success) return { ok: false, failure: 'rejected' }
  if (!person.data.trusted) return { ok: false, failure: 'untrusted' }
  const snils = parseSnils(person.data.snils ?? '')
  return snils.ok ? { ok: true, snils: snils.value } : { ok: false, failure: 'unknown' }
}
