import { refuse, type Parsed } from './parsed'
import { parseDigits } from './digits'
import { tidy } from './tidy'

/** Код подразделения of a passport: `XXX-XXX`; six digits in a row are taken too. */
export function parseDepartmentCode(raw: string): Parsed {
  const { text } = tidy(raw)
  const parsed = parseDigits(raw, { field: 'departmentCode', lengths: [6] })
  if (!parsed.ok) return parsed
  if (!/^\d{3}[- ]?\d{3}$/.test(text)) return refuse('identifiers.departmentCode.shape')
  return { ...parsed, value: `${parsed.value.slice(0, 3)}-${parsed.value.slice(3)}` }
}
