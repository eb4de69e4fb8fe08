import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { disconnect } from '@/lib/core/db'
import { writeXlsx } from '@/lib/imports/write-xlsx'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { applyImport } from './apply-import'
import { listDirectories } from './list-directories'
import { listVersions } from './list-versions'
import { previewImport } from './preview-import'
import { receiveFile } from './receive-file'
import { requestImports } from './request-imports'
import { returnVersion } from './return-version'
import type { DirectoryNumber } from './schema'

const client = owner()
let planted: Planted
let before: Awaited<ReturnType<typeof client.directoryEntry.findMany>>
const restore = async () => {
  await client.$executeRaw`DELETE FROM directory_imports`
  await client.directoryEntry.deleteMany()
  await client.directoryEntry.createMany({
    data: before.map((row) => ({ ...row, attributes: row.attributes ?? {} })),
  })
}
beforeAll(async () => {
  planted = await plantTestOrganisation()
  before = await client.directoryEntry.findMany()
})
beforeEach(restore)
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const send = (directory: DirectoryNumber, bytes: string | Buffer, name = 'файл.csv') =>
  receiveFile(planted.administrator, {
    directory,
    name,
    body: Readable.toWeb(Readable.from([Buffer.from(bytes)])) as ReadableStream<Uint8Array>,
  })
const preview = (importId: string) => previewImport(planted.administrator, { importId })
const apply = async (importId: string) =>
  applyImport(planted.administrator, { importId, base: (await preview(importId)).base })
const openCodes = async (directory: number) =>
  (await client.directoryEntry.findMany({ where: { directory, closedAt: null } }))
    .map(({ code }) => code)
    .sort()

const xml = `<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn://esnsi"><simple-classifier uid="c" name="Каналы"><string-attribute uid="a1" name="Код"/>
<string-attribute uid="a2" name="Наименование"/></simple-classifier><data>
<record><attribute-value attribute-ref="a1"><string>4</string></attribute-value><attribute-value attribute-ref="a2"><string>Ведомство &amp; отделы</string></attribute-value></record>
<record><attribute-value attribute-ref="a1"><string>77</string></attribute-value><attribute-value attribute-ref="a2"><string>Новый</string></attribute-value></record>
</data></document>`

describe('a directory from a file', () => {
  it.each([
    ['CSV', async () => 'Код;Наименование\r\n4;Ведомство & отделы\r\n77;Новый\r\n'],
    [
      'XLSX',
      () =>
        buffer(
          writeXlsx('x', [
            ['Код', 'Наименование'],
            ['4', 'Ведомство & отделы'],
            ['77', 'Новый'],
          ]),
        ),
    ],
    ['XML of ЕСНСИ', async () => xml],
  ])('is read from %s, shown as differences and applied like any other', async (_, make) => {
    const { importId } = await send(7213, await make())
    const { found, fileName } = await preview(importId)
    expect(fileName).toBe('файл.csv')
    expect(found?.counts).toMatchObject({ added: 1, changed: 1 })
    expect(await openCodes(7213)).not.toContain('77') // nothing before it is applied
    await apply(importId)
    expect(await openCodes(7213)).toEqual(['4', '77'])
    const { rows } = await listDirectories(planted.administrator)
    expect(rows.find(({ directory }) => directory === 7213)?.applied).toMatchObject({ fileName: 'файл.csv' })
  })

  it('tells first what would be closed although it is in use', async () => {
    await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(planted, { channel: '4' }),
    })
    const { importId } = await send(7213, 'Код;Наименование\n77;Новый\n')
    const { found } = await preview(importId)
    expect(found?.consequences).toMatchObject([{ code: '4', applications: 1, services: 0 }])
  })

  it.each([
    [7210, 'citizenship', { applications: 1, services: 0 }],
    [7211, 'document', { applications: 1, services: 0 }],
    [7246, 'attachment', { applications: 1, services: 0 }],
    [7293, 'template', { applications: 0, services: 1 }],
  ] as const)('and so of directory %i', async (directory, what, counted) => {
    const code = directory === 7246 || directory === 7293 ? `ELK_${what}` : '987'
    await client.directoryEntry.create({ data: { directory, code, name: what } })
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(planted),
    })
    const data = { citizenship: { citizenship: 987 }, document: { documentType: 987 } }[what as 'document']
    if (data) await client.applicant.update({ where: { applicationId: id }, data })
    const { organisationId } = planted
    if (what === 'attachment')
      await client.file.create({
        data: {
          organisationId,
          applicationId: id,
          name: 'a.pdf',
          transportName: 'a.pdf',
          mimeType: 'application/pdf',
          size: 1,
          sha256: Buffer.alloc(32),
          streebog256: Buffer.alloc(32),
          docTypeId: code,
          storeUuid: crypto.randomUUID(),
          uploadedById: planted.clerk.userId,
          createdAt: new Date(),
        },
      })
    if (what === 'template')
      await client.service.update({
        where: { id: planted.serviceId },
        data: { citizenTexts: { 3: { template: code, params: [{ name: 'text', value: 'Да' }] } } },
      })
    const { importId } = await send(
      directory,
      `${directory === 7293 ? 'Мнемоника' : 'Код'};Наименование\n1;Другой\n`,
    )
    const told = (await preview(importId)).found?.consequences.find((one) => one.code === code)
    expect(told).toEqual({ code, name: what, ...counted })
  })

  it('says of the senders whether our organisation is among them', async () => {
    const own = await client.organisation.findUniqueOrThrow({ where: { id: planted.organisationId } })
    const key = `${own.inn}_${own.kpp}`
    const line = async (rows: string) =>
      (await preview((await send(8248, `KEY;FULL_NAME;BLOCKED\n${rows}\n`)).importId)).found?.sender
    expect(await line(`${key};Мы;false`)).toEqual({ key, is: 'found' })
    expect(await line(`${key};Мы;true`)).toEqual({ key, is: 'blocked' })
    expect(await line('1_2;Другие;false')).toEqual({ key, is: 'absent' })
  })

  it('refuses what is no such directory, in words, and leaves nothing', async () => {
    const wrong = async (bytes: string | Buffer) =>
      send(7212, bytes).then(
        () => 'taken',
        (error: Error) => decodeURIComponent(error.message.replaceAll('+', ' ')),
      )
    expect(await wrong('ФИО;Телефон\nОбразцов;1\n')).toBe(
      'directories.fault.notLike?directory=№ 7212&code=Код&name=Наименование&columns=ФИО, Телефон',
    )
    expect(await wrong('Код;Наименование\n')).toBe('directories.fault.emptyFile')
    expect(await wrong('Код;Наименование\n1;А\n1;Б\n')).toBe('directories.fault.twice?code=1')
    expect(await wrong('%PDF-1.7')).toBe('imports.file.pdf')
    const bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    expect(await wrong(bomb)).toBe('imports.file.doctype')
    expect(await wrong(xml.replace('</data>', ''))).toBe('imports.file.damaged')
    expect(await client.directoryImport.count()).toBe(0)
  })

  it('takes the place of one that was not decided, and waits for one that is being read', async () => {
    const first = await send(7213, 'Код;Наименование\n1;А\n')
    await send(7213, 'Код;Наименование\n2;Б\n')
    expect((await preview(first.importId)).state).toBe('CANCELLED')
    await requestImports(planted.administrator, { directories: [7210] })
    await expect(send(7210, 'Код;Наименование\n643;Россия\n')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('can be brought back as it was, by way of the same differences', async () => {
    const first = await send(7213, 'Код;Наименование\n4;Как было\n5;Пять\n', 'первый.csv')
    await apply(first.importId)
    await apply((await send(7213, 'Код;Наименование\n4;Иначе\n', 'второй.csv')).importId)
    const versions = await listVersions(planted.administrator, 7213)
    expect(versions.map(({ fileName, rows }) => [fileName, rows])).toEqual([
      ['второй.csv', 1],
      ['первый.csv', 2],
    ])
    const { importId } = await returnVersion(planted.administrator, { importId: first.importId })
    expect((await preview(importId)).found?.counts).toMatchObject({ added: 1, changed: 1, closed: 0 })
    await apply(importId)
    expect(await openCodes(7213)).toEqual(['4', '5'])
    const four = await client.directoryEntry.findFirst({ where: { directory: 7213, code: '4' } })
    expect(four?.name).toBe('Как было')
  })
})
