import { useTranslations } from 'use-intl'
import type { ImportState } from '@/lib/imports/schema'

const steps = ['file', 'columns', 'check', 'load'] as const
const at: Record<ImportState, number> = {
  UPLOADED: 0,
  COLUMNS: 1,
  CHECKING: 2,
  CHECKED: 2,
  CONFIRMED: 3,
  DONE: 3,
  FAILED: -1,
  CANCELLED: -1,
}

/** «1 Файл · 2 Колонки · 3 Проверка · 4 Загрузка». */
export function Steps({ state }: { state: ImportState }) {
  const t = useTranslations('imports')
  const here = at[state]
  return (
    <ol aria-label={t('steps')} className="mb-4 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {steps.map((step, place) => (
        <li
          key={step}
          aria-current={place === here ? 'step' : undefined}
          className={`flex items-center gap-2 ${place === here ? 'font-semibold text-blue' : 'text-muted'}`}
        >
          <span
            className={`grid size-6 place-items-center rounded-full text-xs ${place === here ? 'bg-blue text-on-accent' : 'border border-line-strong'}`}
          >
            {place + 1}
          </span>
          {t(`step.${step}`)}
        </li>
      ))}
    </ol>
  )
}
