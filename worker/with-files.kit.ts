import { attachFile } from '@/lib/files/attach-file'
import { change, desk, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

/** Accepted applications whose next change carries a file with this text, which nobody has signed. */
export async function withFiles(count: number) {
  const registered: Awaited<ReturnType<typeof register>>[] = []
  for (let n = 0; n < count; n++) registered.push(await register())
  const place = desk.smev.sent.length
  await deliver(desk.smev.gateway, 1)
  for (const [n, { bytes }] of desk.smev.sent.slice(place).entries())
    for (const { orderNumber } of registered)
      if (bytes.includes(`>${orderNumber}<`)) reply(place + n, orderNumber)
  await pollAnswers(desk.smev.gateway)
  return Promise.all(
    registered.map(async ({ id, orderNumber }) => {
      const text = `%PDF-1.7\n${crypto.randomUUID()}`
      const body = new Blob([text]).stream()
      const file = await attachFile(desk.planted.clerk, { applicationId: id, name: 'a.pdf', body })
      await change(id, 7, [file.id])
      return { id, orderNumber, text }
    }),
  )
}

export async function withFile() {
  const [one] = await withFiles(1)
  if (!one) throw new Error('nothing was registered')
  return one
}
