import type { PrismaClient } from '../../lib/core/generated/prisma/client'

type Row = { directory: number; code: string; name: string; confirmed: boolean; attributes?: object }

const status = (code: number, name: string, kind: string, files: string, confirmed = false): Row => ({
  directory: 7212,
  code: String(code),
  name,
  confirmed,
  attributes: { class: kind, files },
})
const row = (directory: number, code: string, name: string, confirmed = false, attributes?: object): Row => ({
  directory,
  code,
  name,
  confirmed,
  attributes,
})

/** What a production installation ships: only what is certain, and 4 and 7 with their mark (decision 11). */
const certain: Row[] = [
  status(6, 'Заявление принято', 'intake', 'none', true),
  status(3, 'Услуга оказана', 'granted', 'required', true),
  status(4, 'Отказано в предоставлении услуги', 'refused', 'allowed'),
  status(7, 'Промежуточные результаты по заявлению', 'progress', 'allowed'),
  row(7213, '4', 'Подразделение ведомства', true),
  row(7213, '12', 'Беззаявительный порядок', true),
  row(7211, '1', 'Паспорт гражданина РФ', true, { mask: 'passport' }),
  row(7210, '643', 'Россия', true),
  row(7246, 'ELK_RESULT', 'Результат оказания услуги', true),
]

/** What the demo adds; the codes are not confirmed by any document and are told to be so. */
const demo: Row[] = [
  status(1, 'Заявление зарегистрировано', 'intake', 'none'),
  status(2, 'Заявление получено ведомством', 'intake', 'none'),
  status(36, 'Принято в обработку', 'progress', 'none'),
  status(14, 'Ожидание дополнительной информации', 'pause', 'none'),
  status(15, 'Заявление требует исправления', 'pause', 'none'),
  status(25, 'Приглашение на приём', 'progress', 'allowed'),
  status(26, 'Приглашение в МФЦ', 'progress', 'allowed'),
  status(33, 'Направлено в МФЦ', 'progress', 'none'),
  status(35, 'Документ готов', 'progress', 'allowed'),
  status(39, 'Документ выдан', 'granted', 'allowed'),
  status(10, 'Заявление отменено', 'cancelled', 'none'),
  status(84, 'Заявление аннулировано', 'cancelled', 'none'),
  status(223, 'Статус 223', 'progress', 'allowed'),
  row(7213, '1', 'МФЦ'),
  row(7213, '2', 'Региональный портал'),
  row(7213, '3', 'Официальный сайт ведомства'),
  row(7213, '5', 'Заказное письмо'),
  row(7213, '-1', 'Иной канал'),
  row(7211, '2', 'Заграничный паспорт', false, { mask: 'other' }),
  row(7211, '3', 'Свидетельство о рождении', false, { mask: 'birthCertificate' }),
  row(7211, '4', 'Вид на жительство', false, { mask: 'other' }),
  row(7210, '112', 'Беларусь'),
  row(7210, '398', 'Казахстан'),
  row(7210, '417', 'Киргизия'),
]

export async function seedDirectories(owner: PrismaClient, profile: 'production' | 'demo'): Promise<void> {
  const rows = profile === 'demo' ? [...certain, ...demo] : certain
  await owner.directoryEntry.createMany({ data: rows, skipDuplicates: true })
}
