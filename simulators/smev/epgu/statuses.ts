/** What the portal knows of a status of an order. `first`: an order may begin with it; `final`: it ends the order. */
export interface StatusEntry {
  name: string
  first: boolean
  final: boolean
}

const intake = (name: string): StatusEntry => ({ name, first: true, final: false })
const progress = (name: string): StatusEntry => ({ name, first: false, final: false })
const final = (name: string): StatusEntry => ({ name, first: true, final: true })

const STATUSES: Record<number, StatusEntry> = {
  6: intake('Заявление принято'),
  1: intake('Заявление зарегистрировано'),
  2: intake('Заявление получено ведомством'),
  36: intake('Принято в обработку'),
  7: progress('Промежуточные результаты по заявлению'),
  14: progress('Ожидание дополнительной информации'),
  15: progress('Заявление требует исправления'),
  25: progress('Приглашение на приём по заявлению'),
  26: progress('Приглашение в МФЦ'),
  29: progress('Направлено в МФЦ'),
  33: progress('Направлено в МФЦ'),
  35: progress('Документ готов'),
  39: final('Документ выдан'),
  3: final('Услуга оказана'),
  4: final('Отказано в предоставлении услуги'),
  10: final('Заявление отменено'),
  84: final('Заявление аннулировано'),
  223: progress(''),
}

const CHANNELS: Record<number, string> = {
  4: 'Подразделение ведомства',
  12: 'Беззаявительный порядок',
}

export const listStatuses = (): [string, string][] =>
  Object.keys(STATUSES).map((code) => [code, statusName(Number(code))])
export const findStatus = (code: number): StatusEntry | undefined => STATUSES[code]
export const statusName = (code: number): string => STATUSES[code]?.name || `код ${code}`
export const channelName = (code: number): string => CHANNELS[code] ?? `код ${code}`
