import { innHolds, snilsHolds } from '../epgu/identifiers'
import { type Applicant, snilsKey } from '../epgu/applicant'
import { type Json, listOf, objectAt, textAt } from '../json'
import type { Notification } from '../store/events'
import type { State } from '../store/state'

const USER_TYPES = ['PHYSICAL_PERSON', 'SOLE_PROPRIETOR', 'LEGAL_PERSON']

/** Why the content cannot be a notification at all; undefined when it can. */
export function notificationProblem(content: Json): string | undefined {
  const records = listOf(content, 'registry')
  if (!textAt(objectAt(content, 'generalData'), 'messageType')) return 'Нет generalData.messageType.'
  if (records.length === 0) return 'Пустой registry.'
  const ids = records.map((record) => textAt(record, 'recordId'))
  if (ids.some((id) => !/^\d+$/.test(id ?? '')) || new Set(ids).size < ids.length)
    return 'recordId должен быть у каждой записи и не повторяться.'
  const wrong = records.find((record) => !USER_TYPES.includes(textAt(userOf(record), 'userType') ?? ''))
  return (
    wrong && `Запись ${textAt(wrong, 'recordId')}: userType должен быть одним из ${USER_TYPES.join(', ')}.`
  )
}

const recordOf = (entry: Json) => objectAt(entry, 'record')
const contentOf = (entry: Json) => objectAt(objectAt(recordOf(entry), 'recordContent'), 'content')
const userOf = (entry: Json) => objectAt(contentOf(entry), 'user')

/** ГЭПС's verdict on each record: taken when the citizen can be found, refused when not. */
export function judgeNotifications(state: State, content: Json): Notification[] {
  return listOf(content, 'registry').map((entry) => {
    const user = userOf(entry) ?? {}
    const why = refusal(state, objectAt(user, 'identifiers'))
    return {
      recordId: Number(textAt(entry, 'recordId')),
      recordKey: textAt(recordOf(entry), 'id') ?? '',
      contentKey: textAt(objectAt(recordOf(entry), 'recordContent'), 'id') ?? '',
      user,
      messageType: textAt(objectAt(content, 'generalData'), 'messageType') ?? '',
      params: objectAt(contentOf(entry), 'params') ?? {},
      statusCode: why === undefined ? 'ACCEPT' : 'REJECT',
      statusMessage: why ?? 'Сообщение принято',
    }
  })
}

function refusal({ applicants }: State, identifiers: Json | undefined): string | undefined {
  const value = (name: string) => textAt(objectAt(identifiers, name), name)
  if (!identifiers || Object.keys(identifiers).length === 0) return 'Нет идентификаторов получателя'
  const snils = value('SNILS')
  if (snils !== undefined && !snilsHolds(snils)) return 'СНИЛС неверен'
  const inn = value('INN')
  if (inn !== undefined && !innHolds(inn)) return 'ИНН неверен'
  const known: (Applicant & { account: boolean }) | undefined =
    snils === undefined ? undefined : applicants.get(snilsKey(snils))
  return known?.account === false ? 'У получателя нет учётной записи' : undefined
}

/** The content of an answer, in the manual's own shape. */
export function notificationResponse(content: Json, notifications: Notification[]): Json {
  const foivId = textAt(objectAt(content, 'generalData'), 'foivId')
  return {
    generalData: { ...(foivId !== undefined && { foivId }) },
    registry: notifications.map(({ recordId, recordKey, contentKey, user, statusCode, statusMessage }) => ({
      recordId,
      record: {
        id: recordKey,
        content: { id: contentKey, code: `${statusCode}_EPGU`, user, statusMessage, statusCode },
      },
    })),
  }
}
