import { randomUUID } from 'node:crypto'
import { record } from '../accept'
import { type Json, objectAt } from '../json'
import type { Simulator } from '../simulator'
import { newMessageId } from '../soap/message-id'
import type { Answer, Notification } from '../store/events'
import { judgeNotifications, notificationResponse } from './notify'

export interface GivenNotification {
  owner: string
  clientId: string
  test: boolean
  content: Json
}

/**
 * A notification to citizens through ГЭПС: an answer that it was taken or refused, and, where reading is to be told of, a
 * later one that it was read. Experimental: known from the adapter's manual alone.
 */
export async function notify(simulator: Simulator, given: GivenNotification): Promise<string> {
  const { owner, clientId, test, content } = given
  const { delayMs, gepsReadMs } = simulator.state.settings
  const at = Date.now()
  const id = newMessageId(at)
  const judged = judgeNotifications(simulator.state, content)
  const answer = (visibleAt: number, notifications: Notification[]): Answer => ({
    id: newMessageId(at),
    visibleAt,
    from: 'GEPS',
    xml: '',
    json: notificationResponse(content, notifications),
  })
  const answers = [answer(at + delayMs, judged)]
  const taken = judged.filter(({ statusCode }) => statusCode === 'ACCEPT')
  if (wantsReading(content) && taken.length > 0)
    answers.push(answer(at + delayMs + gepsReadMs, taken.map(read)))
  await record(simulator, {
    t: 'message',
    at,
    id,
    transaction: randomUUID(),
    outcomes: [],
    answers,
    owner,
    adapter: { clientId, content: JSON.stringify(content) },
    ...(test ? { test } : { notifications: judged }),
  })
  return id
}

const wantsReading = (content: Json): boolean =>
  objectAt(objectAt(content, 'generalData'), 'settings')?.readingNotification === true

const read = (notification: Notification): Notification => ({
  ...notification,
  statusCode: 'READ',
  statusMessage: 'Сообщение прочитано',
})
