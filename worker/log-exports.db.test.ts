import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { makeCms } from '@/lib/gost/make-cms'
import { checkExport } from '@/lib/log/check-export'
import { FILES } from '@/lib/log/export-format'
import { writeExport } from '@/lib/log/write-export'
import { testSigner } from '@/lib/smev/signature/answer.kit'
import { openDesk } from './desk.kit'
import { databaseUrl, logMany, openLogFolder } from './message-log.kit'

openDesk()
const log = openLogFolder()
afterAll(() => rmSync(log.folder, { recursive: true, force: true }))

const signer = testSigner('Администрация')
const folderOf = (name: string) => path.join(log.folder, name)

describe('an export that was touched is told', () => {
  const spoil: [name: string, how: (folder: string) => void][] = [
    ['a body', (folder) => rewrite(folder, (line) => line.replace(/"body":"./, '"body":"Z'))],
    ['a field', (folder) => rewrite(folder, (line) => line.replace('"operation":"', '"operation":"x'))],
    ['a row left out', (folder) => rewrite(folder, (_, index) => (index === 1 ? undefined : _))],
    ['a row twice', (folder) => rewrite(folder, (line, index) => (index === 1 ? `${line}\n${line}` : line))],
    [
      'the file cut off',
      (folder) =>
        writeFileSync(
          path.join(folder, FILES.rows('envelopes')),
          readFileSync(path.join(folder, FILES.rows('envelopes'))).subarray(0, -20),
        ),
    ],
    ['the manifest', (folder) => appendFileSync(path.join(folder, FILES.manifest), ' ')],
    ['the signature gone', (folder) => rmSync(path.join(folder, FILES.signature))],
    ['no file', (folder) => rmSync(path.join(folder, FILES.rows('envelopes')))],
  ]
  it('who signed is told by the certificate, whatever the manifest says', async () => {
    await logMany(3, 20)
    await log.seal()
    const folder = await writeExport(databaseUrl(), { before: now(), to: folderOf('forged'), signer })
    const file = path.join(folder ?? '', FILES.manifest)
    const other = testSigner('Подделка')
    const signature = await makeCms(other, other.digest(readFileSync(file)), now())
    writeFileSync(path.join(folder ?? '', FILES.signature), signature)
    expect(await checkExport(folder ?? '')).toMatchObject({
      manifest: { signedBy: 'Администрация' },
      signers: [{ owner: 'Подделка' }],
    })
  })

  it.each(spoil)('%s', async (name, how) => {
    await logMany(3, 20)
    await log.seal()
    const folder = await writeExport(databaseUrl(), { before: now(), to: folderOf(name), signer })
    expect((await checkExport(folder ?? '')).problems).toEqual([])
    how(folder ?? '')
    expect((await checkExport(folder ?? '')).problems).not.toEqual([])
  })
})

function rewrite(folder: string, change: (line: string, index: number) => string | undefined): void {
  const file = path.join(folder, FILES.rows('envelopes'))
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const changed = lines.map(change).filter((line) => line !== undefined)
  writeFileSync(file, gzipSync(`${changed.join('\n')}\n`))
}
