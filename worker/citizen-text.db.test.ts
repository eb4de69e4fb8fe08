import { expect, it } from 'vitest'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, plantTemplate, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const said = (value: string, name = 'text') => ({ params: [{ name, value }] })

async function opened(): Promise<string> {
  const { id, orderNumber } = await register()
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber)
  await pollAnswers(desk.smev.gateway)
  return id
}

it('a text for the citizen goes as a template with what fills it, and stands on the card as it went', async () => {
  const template = await plantTemplate()
  const id = await opened()
  const [known] = (await card(id)).templates.filter(({ code }) => code === template)
  expect(known).toMatchObject({ name: 'Сообщение заявителю', params: ['text'] })
  await change(id, 7, [], {
    citizenText: { template, ...said('Подойдите в окно 7 & возьмите «паспорт»') },
  })
  await deliver(desk.smev.gateway)
  expect(Buffer.from(desk.smev.sent.at(-1)?.bytes ?? []).toString()).toContain(
    `<ns3:MessageType>${template}</ns3:MessageType><ns3:Param><ns3:Name>text</ns3:Name>` +
      '<ns3:Value>Подойдите в окно 7 &amp; возьмите «паспорт»</ns3:Value></ns3:Param>',
  )
  expect((await card(id)).steps[0]?.citizenText).toEqual({
    name: 'Сообщение заявителю',
    ...said('Подойдите в окно 7 & возьмите «паспорт»'),
  })
})

it('what ЕСНСИ does not have, or nothing at all, is refused in words, and the status does not go', async () => {
  const template = await plantTemplate()
  const id = await opened()
  for (const [citizenText, word] of [
    [{ template: 'ELK_NO_SUCH', ...said('да') }, 'unknown'],
    [{ template, ...said('да', 'sum') }, 'unknown'],
    [{ template, params: [] }, 'empty'],
  ] as const)
    await expect(
      change(id, 7, [], { citizenText: { ...citizenText, params: [...citizenText.params] } }),
    ).rejects.toMatchObject({
      code: 'INVALID',
      options: { fieldErrors: { citizenText: `citizenText.error.${word}` } },
    })
  const client = owner()
  await client.directoryEntry.updateMany({
    where: { directory: 7293, code: template },
    data: { closedAt: new Date() },
  })
  await client.$disconnect()
  await expect(change(id, 7, [], { citizenText: { template, ...said('да') } })).rejects.toMatchObject({
    code: 'INVALID',
  })
  expect((await card(id)).steps).toHaveLength(1)
})

it('begins with what the service says to this status', async () => {
  const template = await plantTemplate()
  const id = await opened()
  const client = owner()
  const { serviceId } = await client.application.findUniqueOrThrow({ where: { id } })
  await client.service.update({
    where: { id: serviceId ?? '' },
    data: { citizenTexts: { 7: { template, ...said('Готово') } } },
  })
  await client.$disconnect()
  expect((await card(id)).citizenTexts).toEqual({ 7: { template, ...said('Готово') } })
})
