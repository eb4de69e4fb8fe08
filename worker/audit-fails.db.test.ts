import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { acts, owned, type Act } from './audit-fails.kit'
import { openDesk } from './desk.kit'

openDesk()

/** Everything there is, in one text. */
async function fingerprint(): Promise<string> {
  const { rows } = await owned(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name`,
  )
  const parts: string[] = []
  for (const { name } of rows as { name: string }[]) {
    const part = await owned(
      `SELECT count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS part FROM public.${name} t`,
    )
    parts.push(`${name} ${part.rows[0].part}`)
  }
  return parts.join('\n')
}

it('every verb that writes is tried', () => {
  const written = ['applications', 'users', 'organisations', 'directories', 'catalogue'].flatMap(
    (feature) => {
      const folder = path.resolve('lib', feature)
      return readdirSync(folder)
        .filter((name) => name.endsWith('.ts') && !/\.(test|kit)\.ts$/.test(name))
        .filter((name) =>
          /recordAudit\(|auditOffice\(|switchUser\(|replaceDelivery\(/.test(
            readFileSync(path.join(folder, name), 'utf8'),
          ),
        )
        .map((name) => `${feature}/${name.replace(/\.ts$/, '')}`)
    },
  )
  const parts = ['users/switch-user', 'organisations/change-office', 'directories/open-reading'] // of those that are tried
  expect(written.length).toBeGreaterThan(15)
  expect(written.filter((name) => !(name in acts) && !parts.includes(name))).toEqual([])
})

const failures: [string, string, string][] = [
  [
    'may not be written to',
    'REVOKE INSERT ON audit_events FROM elk_web',
    'GRANT INSERT ON audit_events TO elk_web',
  ],
  [
    'breaks',
    `CREATE FUNCTION audit_breaks() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''io_error''; END';
     CREATE TRIGGER audit_breaks BEFORE INSERT ON audit_events EXECUTE FUNCTION audit_breaks()`,
    'DROP TRIGGER IF EXISTS audit_breaks ON audit_events; DROP FUNCTION IF EXISTS audit_breaks()',
  ],
]

describe('when the journal of acts', () => {
  afterEach(async () => {
    for (const [, , mend] of failures) await owned(mend)
  })

  it.each(failures)(
    '%s, each act is refused in plain words, leaves nothing behind, and is done later',
    async (_, spoil, mend) => {
      const ready: [string, Act][] = []
      for (const [name, prepare] of Object.entries(acts)) ready.push([name, await prepare()])
      await owned(spoil)
      const before = await fingerprint()
      for (const [name, act] of ready) {
        await expect(act(), name).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'refusal.noAudit' })
      }
      expect(await fingerprint()).toBe(before)
      await owned(mend)
      for (const [name, act] of ready)
        expect(
          await act().then(
            () => 'done',
            (error: unknown) => String(error),
          ),
          name,
        ).toBe('done')
      expect(await fingerprint()).not.toBe(before)
    },
    120_000,
  )
})
