import { childrenOf, textIn, type XmlTree } from '../xml/read'
import { readClassifier, type Classifier } from './classifier'
import { CNSI_NAMESPACE } from './question'

export interface Revision {
  revision: number
  /** YYYY-MM-DD, when it was told. */
  date?: string
}

export type CnsiReply =
  | { to: 'revisions'; revisions: Revision[] }
  | { to: 'count'; count: number }
  | ({ to: 'data' } & Classifier)
  /** It cannot be read: why. */
  | { to: 'unclear'; reason: string }

export const isCnsi = ({ name, namespace }: XmlTree): boolean =>
  name === 'CnsiResponse' && namespace === CNSI_NAMESPACE

const unclear = (reason: string): CnsiReply => ({ to: 'unclear', reason })
const whole = (text: string | undefined): number | undefined =>
  text && /^\d{1,9}$/.test(text) ? Number(text) : undefined

/** CnsiResponse to a value. `pieces` opens the attachments of the same message, and is called for data alone. */
export function parseCnsi(
  content: XmlTree,
  pieces: () => { ok: true; pieces: Buffer[] } | { ok: false; reason: string },
): CnsiReply {
  const [operation] = content.children
  switch (operation?.name) {
    case 'GetClassifierRevisionList': {
      const revisions = childrenOf(operation, 'RevisionDescriptor').flatMap((one) => {
        const revision = whole(textIn(one, 'revision'))
        const date = /^\d{4}-\d\d-\d\d/.exec(textIn(one, 'timestamp') ?? '')?.[0]
        return revision === undefined ? [] : [{ revision, date }]
      })
      return revisions.length > 0 ? { to: 'revisions', revisions } : unclear('no revisions')
    }
    case 'GetClassifierRecordsCount': {
      const count = whole(textIn(operation, 'recordsCount'))
      return count === undefined ? unclear('no recordsCount') : { to: 'count', count }
    }
    case 'GetClassifierData': {
      const found = pieces()
      const read = found.ok ? readClassifier(found.pieces) : found
      return read.ok ? { to: 'data', ...read.classifier } : unclear(read.reason)
    }
    default:
      return unclear(`an answer to ${operation?.name ?? 'nothing'}`)
  }
}
