import { expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { now } from '@/lib/core/clock'
import { formatDateTime } from '@/lib/core/format'
import { attachFile } from '@/lib/files/attach-file'
import { setDocumentType } from '@/lib/files/set-document-type'
import { owner, plantTestOrganisation } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

it('the chosen type of each file reaches the message and stays as it was told (R04)', async () => {
  const client = owner()
  await client.directoryEntry.upsert({
    where: { directory_code: { directory: 7246, code: 'ELK_PLANTED' } },
    create: { directory: 7246, code: 'ELK_PLANTED', name: 'Вымышленный вид' },
    update: {},
  })
  const { id, orderNumber } = await register()
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber)
  await pollAnswers(desk.smev.gateway)
  const attach = (name: string) =>
    attachFile(desk.planted.clerk, {
      applicationId: id,
      name,
      body: new Blob(['%PDF-1.7\n', crypto.randomUUID()]).stream(),
    })
  const [first, second] = [await attach('a.pdf'), await attach('b.pdf')]
  const set = (docTypeId: string, fileId = second.id) =>
    setDocumentType(desk.planted.clerk, { fileId, docTypeId })
  await expect(set('ELK_NOBODY')).rejects.toMatchObject({ code: 'INVALID' })
  await set('ELK_PLANTED')
  const shown = await card(id)
  expect(shown.freeFiles.map((file) => file.docType)).toEqual([
    'Результат оказания услуги',
    'Вымышленный вид',
  ])
  await changeStatus(desk.planted.clerk, {
    applicationId: id,
    version: shown.version,
    idempotencyKey: crypto.randomUUID(),
    status: 3,
    statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds: [first.id, second.id],
  })
  await expect(set('ELK_RESULT')).rejects.toMatchObject({ code: 'CONFLICT' })
  await deliver(desk.smev.gateway)
  const xml = String(desk.smev.sent.at(-1)?.bytes)
  expect([...xml.matchAll(/docTypeId>([A-Z_]+)</g)].map(([, code]) => code)).toEqual([
    'ELK_RESULT',
    'ELK_PLANTED',
  ])
  const stranger = await plantTestOrganisation()
  await expect(
    setDocumentType(stranger.clerk, { fileId: first.id, docTypeId: 'ELK_RESULT' }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await client.directoryEntry.delete({
    where: { directory_code: { directory: 7246, code: 'ELK_PLANTED' } },
  })
  await client.$disconnect()
})
