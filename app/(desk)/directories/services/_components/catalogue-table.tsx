import Link from 'next/link'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import type { CatalogueRow } from '@/lib/catalogue/list-catalogue'
import { applicantKinds } from '@/lib/catalogue/schema'
import { translate } from '@/lib/i18n/translate'

const columns = [
  ['name', ''],
  ['code', 'lg:w-44'],
  ['target', 'lg:w-48'],
  ['level', 'lg:w-24'],
  ['term', 'lg:w-20 lg:text-right'],
  ['applicants', 'lg:w-24'],
  ['state', 'lg:w-32'],
  ['applications', 'lg:w-24 lg:text-right'],
] as const
const tones: Record<CatalogueRow['tkuState'], BadgeTone> = {
  NONE: 'wait',
  REQUESTED: 'info',
  TEST: 'work',
  PRODUCTION: 'ok',
}
const cell =
  'border-b border-line px-2.5 py-1.5 align-top max-lg:block max-lg:border-0 max-lg:py-0.5 max-lg:text-left'

/** One service a row; its name opens the card. Under 1024 px a row becomes a block. */
export function CatalogueTable({ rows, manages }: { rows: CatalogueRow[]; manages: boolean }) {
  return (
    <table className="w-full border-separate border-spacing-0 rounded-xl border border-line bg-surface text-[13px] leading-[18px] max-lg:block">
      <caption className="sr-only">{translate('catalogue.caption')}</caption>
      <thead className="max-lg:sr-only">
        <tr>
          {columns.map(([column, look]) => (
            <th
              key={column}
              scope="col"
              className={`border-b border-line px-2.5 py-2 text-left align-bottom font-semibold text-muted ${look}`}
            >
              {translate(`catalogue.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-lg:block lg:[&>tr:last-child>*]:border-0">
        {rows.map((row) => (
          <Line key={row.id} row={row} manages={manages} />
        ))}
      </tbody>
    </table>
  )
}

function Line({ row, manages }: { row: CatalogueRow; manages: boolean }) {
  const { tkuState, targetCode, allowedApplicants, level, termWorkingDays } = row
  const kinds = applicantKinds.filter((kind) => allowedApplicants.includes(kind))
  return (
    <tr className="relative hover:bg-bg max-lg:block max-lg:border-b max-lg:border-line max-lg:py-2">
      <th scope="row" className={`${cell} text-left font-medium break-words`}>
        <Link href={`/directories/services/${row.id}`} prefetch={false} className="text-blue hover:underline">
          {row.name}
        </Link>
      </th>
      <td className={`${cell} tabular-nums`}>{row.eserviceCode}</td>
      <td className={`${cell} whitespace-nowrap tabular-nums ${targetCode ? '' : 'text-amber'}`}>
        {targetCode ?? translate('catalogue.noTarget')}
        {manages && row.active && !targetCode && (
          <Link
            href={`/directories/services/request?service=${row.id}`}
            prefetch={false}
            aria-label={translate(tkuState === 'NONE' ? 'catalogue.requestOf' : 'catalogue.requestAgainOf', {
              name: row.name,
            })}
            className="ml-2 text-blue hover:underline"
          >
            {translate(tkuState === 'NONE' ? 'catalogue.request' : 'catalogue.requestAgain')}
          </Link>
        )}
      </td>
      <td className={cell}>{level ? translate(`catalogue.level.${level}`) : '—'}</td>
      <td className={`${cell} tabular-nums lg:text-right`}>
        <Label of="term" />
        {termWorkingDays ?? '—'}
      </td>
      <td className={cell}>{kinds.map((kind) => translate(`catalogue.short.${kind}`)).join(', ')}</td>
      <td className={cell}>
        {row.active ? (
          <Badge tone={tones[tkuState]}>{translate(`catalogue.state.${tkuState}`)}</Badge>
        ) : (
          <Badge tone="outline">{translate('catalogue.hidden')}</Badge>
        )}
      </td>
      <td className={`${cell} tabular-nums lg:text-right`}>
        <Label of="applications" />
        {row.applications}
      </td>
    </tr>
  )
}

/** In a block the head of the column is not seen. */
const Label = ({ of }: { of: 'term' | 'applications' }) => (
  <span className="lg:hidden">{translate(`catalogue.columns.${of}`)}: </span>
)
