import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Session } from '@/lib/auth/session'
import { inWords } from '@/lib/i18n/translate'
import { cancelImport } from '@/lib/imports/cancel-import'
import { chooseColumns } from '@/lib/imports/choose-columns'
import { confirmImport } from '@/lib/imports/confirm-import'
import { getImport } from '@/lib/imports/get-import'
import type { ImportKind } from '@/lib/imports/kind'
import { readTable } from '@/lib/imports/read-table'
import { receiveImport } from '@/lib/imports/receive-import'
import { writeFailedRows } from '@/lib/imports/write-failed-rows'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { importKinds } from './import-kinds'
import { runImports } from './tasks/run-imports'

export const head = [
  'Наименование услуги',
  'Код услуги',
  'ТКУ',
  'Срок, раб. дн.',
  'Кому',
  'Канал',
  'Действует',
]
/** A code of this test's own, in the block that no body has. */
export const codes = (count: number): string[] => {
  const from = BigInt(Math.floor(Math.random() * 1e9)) * 1000n
  return Array.from({ length: count }, (_, at) => String(9900000000000000000n + from + BigInt(at)))
}

export const xlsx = (rows: string[][]): Promise<Buffer> => buffer(writeXlsx('Услуги', rows))
export const body = (bytes: Buffer) => Readable.toWeb(Readable.from([bytes])) as ReadableStream<Uint8Array>

/** One person's hand on imports. */
export function importsOf(session: Session, kinds: readonly ImportKind[] = importKinds) {
  const get = (importId: string) => getImport(session, kinds, { importId })
  return {
    get,
    send: async (bytes: Buffer, name = 'a.xlsx') =>
      (await receiveImport(session, kinds[0] as ImportKind, { name, body: body(bytes) })).id,
    choose: async (importId: string) => {
      const { mapping } = await get(importId)
      await chooseColumns(session, kinds, { importId, mapping })
    },
    confirm: (importId: string) => confirmImport(session, kinds, { importId }),
    cancel: (importId: string) => cancelImport(session, kinds, { importId }),
    failed: async (importId: string) =>
      rowsOf(await buffer(await writeFailedRows(session, kinds, { importId }, inWords))),
    /** To the question whether to load. */
    checked: async function (bytes: Buffer) {
      const id = await this.send(bytes)
      await runImports(kinds)
      await this.choose(id)
      await runImports(kinds)
      return id
    },
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'imports-'))
export async function rowsOf(bytes: Buffer): Promise<string[][]> {
  const file = path.join(folder, crypto.randomUUID())
  writeFileSync(file, bytes)
  const rows: string[][] = []
  const read = await readTable(file, async (batch) => void rows.push(...batch.map(({ cells }) => cells)))
  if (!read.ok) throw new Error(read.message)
  return rows
}
