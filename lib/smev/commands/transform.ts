import { Streebog } from '@/lib/gost/streebog'
import { finderOf } from '../signature/list-signatures'
import { smevTransform } from '../signature/smev-transform'
import { withXml } from '../xml/read'

/** What the СМЭВ transform makes of the element with this Id; without an Id, of the root. */
export function transformFile(
  bytes: Buffer,
  id?: string,
): { ok: true; text: string } | { ok: false; reason: string } {
  const read = withXml(bytes, ({ root }) => {
    const element = id === undefined ? root : finderOf(root)(id)
    return element && smevTransform(element)
  })
  if (!read.ok) return read
  return read.value === undefined
    ? { ok: false, reason: `no single element has the Id ${id}` }
    : { ok: true, text: read.value }
}

/** ГОСТ Р 34.11-2012, base64. */
export const digestOf = (text: string, bits: 256 | 512 = 256): string =>
  Buffer.from(new Streebog(bits).update(Buffer.from(text)).digest()).toString('base64')
