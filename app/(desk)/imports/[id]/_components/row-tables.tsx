import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { buttonClass } from '@/components/ui/button'
import type { ImportView } from '@/lib/imports/schema'

const frame = 'mb-3 overflow-x-auto rounded-xl border border-line bg-surface'
const table = 'w-full border-separate border-spacing-0 text-sm'
const head = 'px-2.5 pb-1.5 text-left font-semibold text-muted'
const cell = 'border-t border-line px-2.5 py-1.5 text-left align-top font-normal [overflow-wrap:anywhere]'

/** What is wrong, by the numbers of rows: no value of theirs is repeated here. */
export function ErrorTable({ view }: { view: ImportView }) {
  const t = useTranslations('imports.errors')
  const words = useWords()
  const { id, errors, counts, fileKept } = view
  if (!counts || counts.errors === 0) return null
  const shown = new Set(errors.map(({ row }) => row)).size
  return (
    <section className="mb-5">
      {fileKept && (
        <p className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <a href={`/api/imports/${id}/errors`} download className={buttonClass()}>
            {t('download')}
          </a>
          <span className="text-muted">{t('downloadHint')}</span>
        </p>
      )}
      {errors.length > 0 && (
        <div className={frame}>
          <table className={table}>
            <caption className="px-2.5 py-2 text-left font-semibold">{t('title')}</caption>
            <thead>
              <tr>
                {(['row', 'column', 'what'] as const).map((name) => (
                  <th key={name} scope="col" className={head}>
                    {t(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {errors.map(({ row, column, message }) => (
                <tr key={`${row} ${column}`}>
                  <th scope="row" className={cell}>
                    {row}
                  </th>
                  <td className={cell}>{column}</td>
                  <td className={cell}>{words(message)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown < counts.errors && errors.length > 0 && (
        <p className="text-sm text-muted">{t('more', { count: counts.errors })}</p>
      )}
    </section>
  )
}

/** The first rows that would become otherwise, field by field. */
export function DifferenceTable({ view }: { view: ImportView }) {
  const t = useTranslations('imports.differences')
  const { differences, counts } = view
  if (differences.length === 0) return null
  const shown = new Set(differences.map(({ row }) => row)).size
  return (
    <section>
      <div className={frame}>
        <table className={table}>
          <caption className="px-2.5 py-2 text-left font-semibold">{t('title')}</caption>
          <thead>
            <tr>
              {(['subject', 'field', 'old', 'new'] as const).map((name) => (
                <th key={name} scope="col" className={head}>
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differences.map((one) => (
              <tr key={`${one.row} ${one.field}`}>
                <th scope="row" className={cell}>
                  {one.subject}
                </th>
                <td className={cell}>{one.field}</td>
                <td className={`${cell} text-muted`}>{one.old || '—'}</td>
                <td className={cell}>{one.new || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < (counts?.changed ?? 0) && (
        <p className="text-sm text-muted">{t('more', { count: counts?.changed ?? 0 })}</p>
      )}
    </section>
  )
}
