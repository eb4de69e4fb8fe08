import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { countApplications } from './count-applications'
import { tabs } from './filter-values'
import { parseFilters, toQuery, type SearchParams } from './filters'
import { listApplications } from './list-applications'
import { listWhere, whereAll } from './list-where'
import { registerApplication, type Registered } from './register-application'
import { rememberSearch } from './remember-search'
import { saveDraft } from './save-draft'

let planted: Planted
const made: Registered[] = []
const SNILS = '900-000-123 91'

beforeAll(async () => {
  planted = await plantTestOrganisation()
  const register = async (change: Record<string, unknown>) =>
    made.push(
      await registerApplication(planted.clerk, {
        idempotencyKey: crypto.randomUUID(),
        form: filledForm(planted, change),
      }),
    )
  await register({
    person: {
      by: 'snilsBirthDate',
      snils: SNILS,
      birthDate: '01.01.1990',
      citizenship: '643',
      lastName: 'Берёзин',
      firstName: 'Пётр',
    },
  })
  await register({ orderNumber: 'A-77/1' })
  await register({
    kind: 'LEGAL_ENTITY',
    legal: { by: 'ogrn', ogrn: '1259900000018', title: 'ООО «Пример»' },
  })
  await register({
    kind: 'SOLE_TRADER',
    trader: {
      ogrnip: '325990000000016',
      inn: '990012345668',
      lastName: 'Соколовский',
      firstName: 'Кирилл',
      noMiddleName: true,
    },
  })
  for (let i = 0; i < 60; i++)
    await saveDraft(planted.clerk, { idempotencyKey: crypto.randomUUID(), form: filledForm(planted) })
  const client = owner()
  await client.$executeRaw`UPDATE applications SET elk_order_number = 2165858735 WHERE id = ${made[1]?.id}::uuid`
  await client.$disconnect()
})
afterAll(disconnect)

const list = async (params: SearchParams) =>
  (await listApplications(planted.clerk, parseFilters(params))).rows
const numbers = async (params: SearchParams) => (await list(params)).map((row) => row.number)
const search = async (text: string) => numbers({ q: (await rememberSearch(planted.clerk, { text })).id })

describe('finding', () => {
  it('by each of the three numbers (L03)', async () => {
    const wanted = made[1]?.number ?? ''
    for (const number of [wanted, String(Number(wanted)), 'A-77', 'A-77/1', '2165858735'])
      expect(await numbers({ number }), number).toEqual([wanted])
    expect(await numbers({ number: '%' })).toEqual([])
  })
  it('by name without regard to ё and case, by part, by СНИЛС, ИНН and title (L04)', async () => {
    for (const text of ['берез', 'БЕРЁЗИН П', 'ерёз', SNILS, '90000012391'])
      expect(await search(text), text).toEqual([made[0]?.number])
    expect(await search('пример')).toEqual([made[2]?.number])
    expect(await search('990012345668')).toEqual([made[3]?.number])
    expect(await search('Никто')).toEqual([])
  })
  it('nothing of another organisation, not by a search id either', async () => {
    const other = await plantTestOrganisation()
    const { id } = await rememberSearch(planted.clerk, { text: 'берез' })
    expect((await listApplications(other.clerk, parseFilters({}))).rows).toEqual([])
    expect((await listApplications(other.clerk, parseFilters({ q: id }))).rows).toEqual([])
    expect((await countApplications(other.clerk, parseFilters({}))).all).toBe(0)
  })
})

describe('counters', () => {
  it('add up, and leave out their own group (L05, L06)', async () => {
    const counted = await countApplications(planted.clerk, parseFilters({ kind: 'LEGAL_ENTITY,SOLE_TRADER' }))
    expect(counted).toMatchObject({
      all: 64,
      found: 2,
      kind: { PERSON: 62, LEGAL_ENTITY: 1, SOLE_TRADER: 1 },
      state: { IN_WORK: 2 },
    })
    expect(counted.tabs).toMatchObject({ all: 64, drafts: 60, unsent: 4, failed: 0 })
  })
  it.each(tabs)('of the tab «%s» are what the list under it has', async (tab) => {
    const counted = await countApplications(planted.clerk, parseFilters({ tab }))
    let rows = 0
    for (let after: string | undefined = undefined; ;) {
      const page = await listApplications(planted.clerk, parseFilters({ tab, after }))
      rows += page.rows.length
      if (!page.next) break
      after = page.next
    }
    expect(counted.tabs[tab]).toBe(rows)
    expect(counted.found).toBe(rows)
  })
  it('count what a search finds', async () => {
    const { id } = await rememberSearch(planted.clerk, { text: 'берез' })
    expect(await countApplications(planted.clerk, parseFilters({ q: id }))).toMatchObject({
      found: 1,
      all: 64,
      kind: { PERSON: 1 },
    })
    expect(await countApplications(planted.clerk, parseFilters({ number: 'A-77' }))).toMatchObject({
      found: 1,
    })
  })
})

describe('pages', () => {
  it.each(['deadline', 'date', 'status', 'applicant', 'number'])(
    'by %s meet every row once',
    async (sort) => {
      for (const direction of ['asc', 'desc']) {
        const seen: string[] = []
        for (let after: string | undefined = undefined, page = 0; page < 5; page++) {
          const found = await listApplications(planted.clerk, parseFilters({ sort, direction, after }))
          seen.push(...found.rows.map((row) => row.id))
          if (!found.next) break
          after = found.next
        }
        expect(new Set(seen).size, `${sort} ${direction}`).toBe(64)
        expect(seen.length).toBe(64)
      }
    },
  )
  it('begin anew with a cursor that is not ours', async () => {
    for (const after of ['x', crypto.randomUUID(), "' OR 1=1"]) expect(await list({ after })).toHaveLength(50)
  })
})

it('URL and filters say the same', () => {
  const filters = parseFilters({
    state: ['DRAFT', 'nonsense'],
    kind: 'PERSON',
    sort: 'number',
    tab: 'drafts',
    elkStatus: '7,x,36',
    number: '23',
  })
  expect(parseFilters(Object.fromEntries(new URLSearchParams(toQuery(filters))))).toEqual(filters)
  expect(toQuery(parseFilters({}))).toBe('')
})

it('a number is looked up by the three indexes, also under row security', async () => {
  const { clerk } = planted
  const where = await inOrganisation(clerk, async (tx) =>
    whereAll(await listWhere(tx, clerk, parseFilters({ number: '2165858735' }))),
  )
  const client = owner()
  const undone = new Error('nothing of it stays')
  let plan = ''
  const looked = client.$transaction(
    async (tx) => {
      // As many as a planner needs: for a handful of rows any plan is as good as another.
      await tx.$executeRaw`INSERT INTO applications
      SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
        'idempotency_key', gen_random_uuid(), 'number', (70000000 + n)::text, 'order_number', 'P-' || n))).*
      FROM applications a, generate_series(1, 5000) n WHERE a.id = ${made[0]?.id}::uuid`
      await tx.$executeRaw`ANALYZE applications`
      await tx.$executeRaw`SELECT enter_organisation(${clerk.organisationId}::uuid, ${clerk.userId}::uuid)`
      await tx.$executeRaw`SET LOCAL ROLE elk_web`
      const rows = await tx.$queryRaw<
        { 'QUERY PLAN': string }[]
      >`EXPLAIN SELECT FROM applications a WHERE ${where}`
      plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      throw undone
    },
    { timeout: 30_000 },
  )
  await expect(looked).rejects.toBe(undone)
  await client.$disconnect()
  expect(plan).toMatch(/Index Cond: .*order_number >=/)
  expect(plan).toMatch(/Index Cond: .*number = /)
  expect(plan).toMatch(/Index Cond: .*elk_order_number = /)
})
