import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Gateway } from '../contract'
import type { Finding } from './finding'

const PROBE = Buffer.from('АРМ ЕЛК: проверка хранилища файлов\n')

/** Puts a file of one line into the file store, under a directory of its own that no order names. */
export async function checkStore(gateway: Pick<Gateway, 'upload'>): Promise<Finding> {
  const put = await gateway.upload({
    storeUuid: randomUUID(),
    name: 'doctor.txt',
    size: PROBE.length,
    sha256: createHash('sha256').update(PROBE).digest(),
    open: (start = 0) => Readable.from([PROBE.subarray(start)]),
  })
  return put.ok
    ? { subject: 'store', level: 'ok', code: 'ok' }
    : { subject: 'store', level: 'bad', code: put.fault, detail: put.text }
}
