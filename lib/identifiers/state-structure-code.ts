import { accept, refuse, type Parsed } from './parsed'
import { tidy } from './tidy'
import { lengthOf } from './wire-text'

const LIMIT = 32

/** state_structure_code: asked for only when the body is absent from ЕПГУ; up to 32 signs. */
export function parseStateStructureCode(
  raw: string,
  { required = false }: { required?: boolean } = {},
): Parsed {
  const { text, notices } = tidy(raw)
  if (text === '' && required) return refuse('identifiers.stateStructureCode.empty')
  if (text === '' && raw !== '') return refuse('identifiers.stateStructureCode.spaces')
  const extra = lengthOf(text) - LIMIT
  return extra > 0 ? refuse('identifiers.stateStructureCode.long', { count: extra }) : accept(text, notices)
}
