import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import type {
  ApplicantKind,
  ServiceCodeOrigin,
  ServiceLevel,
  TkuState,
} from '@/lib/core/generated/prisma/enums'
import type { CatalogueFilters, Tab } from './schema'

export type CatalogueRow = {
  id: string
  name: string
  eserviceCode: string
  codeOrigin: ServiceCodeOrigin
  targetCode: string | null
  level: ServiceLevel | null
  termWorkingDays: number | null
  allowedApplicants: ApplicantKind[]
  tkuState: TkuState
  active: boolean
  applications: number
}
export type Catalogue = { rows: CatalogueRow[]; counts: Record<Tab, number>; total: number; pages: number }

const PAGE = 50
const tabWhere: Record<Tab, Prisma.Sql> = {
  all: Prisma.sql`true`,
  none: Prisma.sql`active AND target_code IS NULL`,
  requested: Prisma.sql`active AND tku_state = 'REQUESTED'`,
  test: Prisma.sql`active AND tku_state = 'TEST'`,
  production: Prisma.sql`active AND tku_state = 'PRODUCTION'`,
  hidden: Prisma.sql`NOT active`,
}

/** «Виды услуг по 277 ПП», by a part of the name, the code or the ТКУ; how many stand under each tab (C01, C06). */
export const listCatalogue = (session: Session, filters: CatalogueFilters): Promise<Catalogue> =>
  inOrganisation(session, async (tx) => {
    const found = foundBy(filters.text)
    const counts = await countTabs(tx, found)
    const total = counts[filters.tab]
    const pages = Math.max(1, Math.ceil(total / PAGE))
    const rows = await tx.$queryRaw<CatalogueRow[]>`
      SELECT id, name, eservice_code AS "eserviceCode", code_origin::text AS "codeOrigin", target_code AS "targetCode",
        level::text AS level, term_working_days AS "termWorkingDays", allowed_applicants::text[] AS "allowedApplicants",
        tku_state::text AS "tkuState", active,
        (SELECT count(*)::int FROM applications a WHERE a.organisation_id = s.organisation_id AND a.service_id = s.id) AS applications
      FROM services s WHERE ${found} AND ${tabWhere[filters.tab]} ORDER BY name, id
      LIMIT ${PAGE} OFFSET ${(Math.min(filters.page, pages) - 1) * PAGE}`
    return { rows, counts, total, pages }
  })

/** How many services are without a ТКУ: what the home page tells. */
export const countWithoutTku = (session: Session): Promise<number> =>
  inOrganisation(session, (tx) => tx.service.count({ where: { active: true, targetCode: null } }))

async function countTabs(tx: Tx, found: Prisma.Sql): Promise<Record<Tab, number>> {
  const tabs = Object.entries(tabWhere).map(
    ([tab, where]) => Prisma.sql`count(*) FILTER (WHERE ${where})::int AS ${Prisma.raw(`"${tab}"`)}`,
  )
  const [counts] = await tx.$queryRaw<Record<Tab, number>[]>`
    SELECT ${Prisma.join(tabs)} FROM services WHERE ${found}`
  return counts as Record<Tab, number>
}

function foundBy(text: string): Prisma.Sql {
  const asked = text.toLowerCase().replaceAll('ё', 'е')
  if (asked === '') return Prisma.sql`true`
  // A dash of another kind is typed or pasted for the minus of a ТКУ.
  const code = asked.replace(/[\u2010-\u2015\u2212]/g, '-')
  return Prisma.sql`(strpos(replace(lower(name), 'ё', 'е'), ${asked}) > 0
    OR strpos(eservice_code, ${code}) > 0 OR strpos(coalesce(target_code, ''), ${code}) > 0)`
}
