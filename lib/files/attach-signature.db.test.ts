import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { getApplication } from '@/lib/applications/get-application'
import { registerApplication } from '@/lib/applications/register-application'
import { now } from '@/lib/core/clock'
import { asWorker, disconnect, inOrganisation } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { Facts } from '@/lib/delivery/facts'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { attachFile } from './attach-file'
import { removeFile } from './remove-file'
import { removeSignature } from './remove-signature'
import { signatureOf, signerOf } from './signature.kit'

let planted: Planted
let id: string
let version: number
beforeAll(async () => void (planted = await plantTestOrganisation()))
beforeEach(async () => {
  const form = filledForm(planted)
  ;({ id, version } = await registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form }))
})
afterAll(disconnect)

const document = () => Buffer.from(`%PDF-1.7\n${crypto.randomUUID()}`)
const attach = (name: string, bytes: Uint8Array, session = planted.clerk) =>
  attachFile(session, { applicationId: id, name, body: new Blob([Uint8Array.from(bytes)]).stream() })
const onCard = async () =>
  (await getApplication(planted.clerk, { id })).freeFiles.map(({ name, signature }) => ({ name, signature }))
const rows = () =>
  inOrganisation(planted.clerk, (tx) => tx.fileSignature.findMany({ where: { file: { applicationId: id } } }))
const acts = async () =>
  (
    await inOrganisation(planted.clerk, (tx) =>
      tx.auditEvent.findMany({
        where: { subjectId: id, action: { startsWith: 'file.' } },
        orderBy: { id: 'asc' },
      }),
    )
  ).map(({ action }) => action)
const sendWith = (status: number, fileIds: string[]) =>
  changeStatus(planted.clerk, {
    applicationId: id,
    version,
    idempotencyKey: crypto.randomUUID(),
    status,
    statusDate: formatDateTime(now(), planted.clerk.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds,
  })

describe('a signature beside its document', () => {
  it('is verified, shown with its signer, and travels in the frozen facts', async () => {
    const bytes = document()
    const file = await attach('Решение.pdf', bytes)
    const cms = await signatureOf(bytes)
    expect(await attach('Решение.pdf.sig', cms)).toMatchObject({ id: file.id })
    expect(await onCard()).toMatchObject([
      {
        name: 'Решение.pdf',
        signature: { byOrganisation: false, signers: [{ owner: 'Образцова В. Т.', verdict: 'valid' }] },
      },
    ])
    await sendWith(3, [file.id])
    const [last] = await inOrganisation(planted.clerk, (tx) =>
      tx.delivery.findMany({ where: { applicationId: id }, orderBy: { seq: 'desc' } }),
    )
    const [attachment] = Facts.parse(last?.facts).status.attachments
    expect(attachment?.signature).toBe(cms.toString('base64'))
    expect(await acts()).toEqual(['file.attach', 'file.sign'])
  })

  it('finds its document among several of its base name, in PEM or base64, by a key of 512 bits too', async () => {
    const [one, two] = [document(), document()]
    await attach('Решение.pdf', one)
    await attach('Решение.PDF', two)
    const long = await signatureOf(two, signerOf('tc26-512-A'))
    await attach('решение.p7s', Buffer.from(long.toString('base64')))
    const signed = (await onCard()).filter((file) => file.signature)
    expect(signed.map(({ name }) => name)).toEqual(['Решение.PDF'])
  })

  it('gives way to a second one; goes with the file or alone', async () => {
    const bytes = document()
    const file = await attach('a.pdf', bytes)
    await attach('a.sig', await signatureOf(bytes))
    await attach('a.sig', await signatureOf(bytes))
    expect((await rows()).map(({ removedAt }) => removedAt === null)).toEqual([false, true])
    await removeSignature(planted.clerk, { fileId: file.id })
    expect(await onCard()).toEqual([{ name: 'a.pdf', signature: null }])
    await expect(removeSignature(planted.clerk, { fileId: file.id })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await attach('a.sig', await signatureOf(bytes))
    await removeFile(planted.clerk, { fileId: file.id })
    expect((await rows()).every(({ removedAt }) => removedAt)).toBe(true)
    expect(await acts()).toEqual([
      'file.attach',
      'file.sign',
      'file.sign',
      'file.unsign',
      'file.sign',
      'file.remove',
    ])
  })

  it('tells a certificate that was over, or not yet valid, when it signed', async () => {
    const past = { from: new Date('2020-01-01'), to: new Date('2021-01-01') }
    for (const [name, at] of [
      ['expired', '2026-01-01'],
      ['notYetValid', '2019-01-01'],
      ['valid', '2020-06-01'],
    ] as const) {
      const bytes = document()
      await attach(`${name}.pdf`, bytes)
      await attach(`${name}.sig`, await signatureOf(bytes, signerOf('CryptoPro-A', past), new Date(at)))
    }
    for (const { name, signature } of await onCard())
      expect(`${signature?.signers[0]?.verdict}.pdf`).toBe(name)
  })
})

describe('nothing is kept', () => {
  afterEach(async () => expect(await rows()).toEqual([]))

  it.each([
    ['no signature at all', async () => Buffer.from('%PDF-1.7\nx'), 'files.signature.unreadable'],
    ['a signature of other bytes', () => signatureOf(document()), 'files.signature.otherFile'],
    ['an empty file', async () => Buffer.alloc(0), 'files.empty'],
    ['more than 64 KB', async () => Buffer.alloc(64 * 1024 + 1, 0x30), 'files.signature.tooLarge'],
  ])('of %s', async (_, make, message) => {
    await attach('a.pdf', document())
    await expect(attach('a.pdf.sig', await make())).rejects.toMatchObject({
      message: expect.stringContaining(message),
    })
  })

  it('without its document', async () => {
    const bytes = document()
    await attach('b.pdf', bytes)
    await expect(attach('a.pdf.sig', await signatureOf(bytes))).rejects.toMatchObject({
      message: expect.stringContaining('files.signature.alone'),
    })
  })

  it('after the document went with a status, or when it is another organisation’s', async () => {
    const bytes = document()
    const file = await attach('a.pdf', bytes)
    const other = await plantTestOrganisation()
    await expect(attach('a.sig', await signatureOf(bytes), other.clerk)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await sendWith(7, [file.id])
    await expect(attach('a.sig', await signatureOf(bytes))).rejects.toMatchObject({
      message: expect.stringContaining('files.signature.alreadySent'),
    })
  })
})

it('the bytes of a signature are nobody’s to change, and another organisation sees none', async () => {
  const bytes = document()
  await attach('a.pdf', bytes)
  await attach('a.sig', await signatureOf(bytes))
  const [row] = await rows()
  const change = { where: { id: row?.id }, data: { cms: new Uint8Array([1]) } }
  await expect(inOrganisation(planted.clerk, (tx) => tx.fileSignature.updateMany(change))).rejects.toThrow(
    'denied',
  )
  await expect(asWorker((tx) => tx.fileSignature.updateMany(change))).rejects.toThrow('denied')
  const other = await plantTestOrganisation()
  expect(await inOrganisation(other.clerk, (tx) => tx.fileSignature.count())).toBe(0)
  const client = owner()
  const again = { ...row!, id: crypto.randomUUID(), signers: [] }
  await expect(client.fileSignature.create({ data: again })).rejects.toThrow()
  await client.$disconnect()
})
