import { foreignSign } from './digits'
import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'

const LIMIT = 20

interface TkuOptions {
  /** «Услуга уже на ЕПГУ»: the id of ФРГУ stands here, without a minus. */
  alreadyOnEpgu?: boolean
}

/** ТКУ (serviceTargetId): a minus and up to 19 digits. */
export function parseTku(raw: string, { alreadyOnEpgu = false }: TkuOptions = {}): Parsed {
  const { text, notices } = tidy(raw)
  const bare = text.replace(/^тку[\s:№.]*/i, '')
  if (bare === '') return refuse('identifiers.empty', { field: 'tku' })
  const digits = bare.replace(/^-/, '')
  if (/\s/.test(digits)) return refuse('identifiers.tku.space')
  const foreign = [...digits].find((sign) => !/[0-9]/.test(sign))
  if (foreign) return foreignSign('tku', foreign)
  if (digits === '') return refuse('identifiers.tku.digits')
  if (bare === digits && !alreadyOnEpgu) return refuse('identifiers.tku.minus')
  const extra = bare.length - (bare === digits ? LIMIT - 1 : LIMIT)
  return extra > 0 ? refuse('identifiers.tku.long', { count: extra }) : accept(bare, notices)
}
