import { parseBirthCertificate } from '@/lib/identifiers/birth-certificate'
import { parseBirthDate } from '@/lib/identifiers/birth-date'
import { parseCalendarDate } from '@/lib/identifiers/calendar-date'
import { parseErn } from '@/lib/identifiers/ern'
import { parseEsiaId } from '@/lib/identifiers/esia-id'
import { parseOrganisationInn, parsePersonInn } from '@/lib/identifiers/inn'
import { parseKpp } from '@/lib/identifiers/kpp'
import { parseOgrn } from '@/lib/identifiers/ogrn'
import { parseOgrnip } from '@/lib/identifiers/ogrnip'
import { parseOktmo } from '@/lib/identifiers/oktmo'
import { parseOrderNumber } from '@/lib/identifiers/order-number'
import { parseDocumentNumber, parseDocumentSeries } from '@/lib/identifiers/other-document'
import type { Parsed } from '@/lib/identifiers/parsed'
import { parsePassportNumber, parsePassportSeries } from '@/lib/identifiers/passport'
import { parsePersonName, type NamePart } from '@/lib/identifiers/person-name'
import { parseSnils } from '@/lib/identifiers/snils'
import type { ServiceChoice } from '@/lib/catalogue/list-services'
import { isInEffect } from '@/lib/catalogue/tku-state'
import type { ApplicantFacts } from '@/lib/delivery/facts'
import { fromZoned, toOffsetIso } from '@/lib/core/format'
import type { ApplicantKind } from '@/lib/core/generated/prisma/enums'
import { say } from '@/lib/core/message'
import type { DocumentMask } from '@/lib/directories/schema'
import type { ApplicationForm } from './schema'

/** What the check needs to know of the world: the same on the server and in the browser. */
export type CheckContext = {
  now: Date
  timeZone: string
  /** Of СМЭВ, where the message will go. */
  environment: 'EPGU' | 'SVCDEV'
  services: Pick<ServiceChoice, 'id' | 'targetCode' | 'tkuState' | 'allowedApplicants'>[]
  channels: string[]
  citizenships: string[]
  documents: { code: string; mask: DocumentMask }[]
  offices: string[]
}
export type Registration = {
  serviceId: string
  channel: number
  requestDate: Date
  orderNumber: string | null
  officeId: string | null
  region: string
  kind: ApplicantKind
  applicant: ApplicantFacts
  birthDate: string | null
}
export type Checked = { ok: true; value: Registration } | { ok: false; errors: Record<string, string> }

export const NO_APPLICATION_CHANNEL = '12' // беззаявительный порядок, ЕСНСИ 7213
const RUSSIA = '643'
const FIVE_MINUTES = 300_000

/** Reads a moment as people write it («05.11.2026 09:12», «2026-11-05T09:12») in a zone. */
export function parseMoment(text: string, timeZone: string): Parsed<Date> {
  const match = /^(.*?)[T\s,]+(\d{1,2})[:.](\d{2})$/.exec(text.trim())
  if (!match)
    return { ok: false, message: text.trim() ? 'registration.moment.shape' : 'registration.moment.empty' }
  const day = parseCalendarDate(match[1] ?? '')
  if (!day.ok) return day
  const moment = fromZoned(`${day.value}T${match[2]?.padStart(2, '0')}:${match[3]}`, timeZone)
  return moment
    ? { ok: true, value: moment, notices: [] }
    : { ok: false, message: 'registration.moment.shape' }
}

/** Judges a filled form whole: every mistake at once, each under the path of its field. Pure. */
export function checkRegistration(form: ApplicationForm, context: CheckContext): Checked {
  const errors: Record<string, string> = {}
  const take = <T>(path: string, parsed: Parsed<T>): T | undefined => {
    if (parsed.ok) return parsed.value
    errors[path] = parsed.message
  }
  const oneOf = (path: string, value: string, known: string[], key: string) => {
    if (!known.includes(value)) errors[path] = key
    return value
  }

  const service = context.services.find((candidate) => candidate.id === form.serviceId)
  if (!service) errors.serviceId = 'registration.service.choose'
  else if (!service.targetCode) errors.serviceId = 'registration.service.noTargetCode'
  else if (!isInEffect(service.tkuState, context.environment))
    errors.serviceId =
      service.tkuState === 'TEST' ? 'registration.service.testOnly' : 'registration.service.requested'
  else if (!service.allowedApplicants.includes(form.kind)) errors.kind = 'registration.service.notForKind'
  if (form.purpose === 'information') errors.purpose = 'registration.purpose.geps'
  oneOf('channel', form.channel, context.channels, 'registration.channel.choose')
  if (form.officeId) oneOf('officeId', form.officeId, context.offices, 'registration.office.choose')

  let requestDate: Date | undefined = context.now
  if (form.requestDate.trim() || form.channel !== NO_APPLICATION_CHANNEL) {
    requestDate = take('requestDate', parseMoment(form.requestDate, context.timeZone))
    if (requestDate && requestDate.getTime() > context.now.getTime() + FIVE_MINUTES)
      errors.requestDate = say('registration.moment.future', {
        now: toOffsetIso(context.now, context.timeZone).slice(11, 16),
      })
  }
  const orderNumber = form.orderNumber.trim() ? take('orderNumber', parseOrderNumber(form.orderNumber)) : null
  const region = take('region', parseOktmo(form.region))
  const applicant = { PERSON: checkPerson, SOLE_TRADER: checkTrader, LEGAL_ENTITY: checkLegal }[form.kind](
    form,
    context,
    take,
    oneOf,
  )

  if (Object.keys(errors).length > 0 || !service || !requestDate || !region || !applicant)
    return { ok: false, errors }
  return {
    ok: true,
    value: {
      serviceId: service.id,
      channel: Number(form.channel),
      requestDate,
      orderNumber: orderNumber ?? null,
      officeId: form.officeId || null,
      region,
      kind: form.kind,
      applicant,
      birthDate: applicant.by === 'snilsBirthDate' ? applicant.birthDate : null,
    },
  }
}

type Take = <T>(path: string, parsed: Parsed<T>) => T | undefined
type OneOf = (path: string, value: string, known: string[], key: string) => string
type Names = { lastName: string; firstName: string; middleName: string; noMiddleName: boolean }

function checkNames(at: string, names: Names, latinAllowed: boolean, take: Take) {
  const part = (name: NamePart) =>
    take(`${at}.${name}`, parsePersonName(names[name], name, { latinAllowed })) ?? ''
  const lastName = part('lastName')
  const firstName = part('firstName')
  return names.noMiddleName
    ? { lastName, firstName }
    : { lastName, firstName, middleName: part('middleName') }
}

/** By СНИЛС and birth date ЕПГУ needs no name; what is filled in for our own list must still be a name. */
function checkShownNames(person: Names, take: Take): void {
  for (const part of ['lastName', 'firstName', 'middleName'] as const)
    if (person[part].trim())
      take(`person.${part}`, parsePersonName(person[part], part, { latinAllowed: true }))
}

function checkPerson(
  { person }: ApplicationForm,
  context: CheckContext,
  take: Take,
  oneOf: OneOf,
): ApplicantFacts | undefined {
  const today = toOffsetIso(context.now, context.timeZone).slice(0, 10)
  const at = (field: string) => `person.${field}`
  if (person.by === 'esiaId')
    return { by: 'esiaId', esiaId: take(at('esiaId'), parseEsiaId(person.esiaId)) ?? '' }
  if (person.by === 'ernId') return { by: 'ernId', ernId: take(at('ernId'), parseErn(person.ernId)) ?? '' }
  const citizenship = Number(
    oneOf(at('citizenship'), person.citizenship, context.citizenships, 'registration.citizenship.choose'),
  )
  if (person.by === 'snilsBirthDate') {
    const snils = take(at('snils'), parseSnils(person.snils)) ?? ''
    const birthDate = take(at('birthDate'), parseBirthDate(person.birthDate, { today })) ?? ''
    checkShownNames(person, take)
    return { by: 'snilsBirthDate', snils, birthDate, citizenship }
  }
  const names = checkNames('person', person, person.citizenship !== RUSSIA, take)
  if (person.by === 'snils')
    return { by: 'snils', snils: take(at('snils'), parseSnils(person.snils)) ?? '', ...names, citizenship }
  if (person.by === 'inn')
    return { by: 'inn', inn: take(at('inn'), parsePersonInn(person.inn)) ?? '', ...names, citizenship }
  const document = context.documents.find((entry) => entry.code === person.documentType)
  if (!document) take(at('documentType'), { ok: false, message: 'registration.document.choose' })
  const paper = checkDocument(person, document?.mask ?? 'other', today, take)
  return { by: 'personalDocument', documentType: Number(document?.code), ...paper, ...names, citizenship }
}

type Paper = { series?: string; number: string }

function checkDocument(
  person: ApplicationForm['person'],
  mask: DocumentMask,
  today: string,
  take: Take,
): Paper {
  if (mask === 'passport') {
    const series = take('person.documentSeries', parsePassportSeries(person.documentSeries, today)) ?? ''
    return {
      series: series.replaceAll(' ', ''),
      number: take('person.documentNumber', parsePassportNumber(person.documentNumber)) ?? '',
    }
  }
  if (mask === 'birthCertificate')
    return (
      take(
        'person.documentNumber',
        parseBirthCertificate(`${person.documentSeries} ${person.documentNumber}`.trim()),
      ) ?? { number: '' }
    )
  const series = take('person.documentSeries', parseDocumentSeries(person.documentSeries))
  const number = take('person.documentNumber', parseDocumentNumber(person.documentNumber)) ?? ''
  return series ? { series, number } : { number }
}

function checkTrader({ trader }: ApplicationForm, _context: CheckContext, take: Take): ApplicantFacts {
  return {
    by: 'soleTrader',
    ogrnip: take('trader.ogrnip', parseOgrnip(trader.ogrnip)) ?? '',
    inn: take('trader.inn', parsePersonInn(trader.inn, 'trader')) ?? '',
    ...checkNames('trader', trader, true, take),
  }
}

function checkLegal({ legal }: ApplicationForm, _context: CheckContext, take: Take): ApplicantFacts {
  if (legal.by === 'esiaId')
    return { by: 'organisationEsiaId', esiaId: take('legal.esiaId', parseEsiaId(legal.esiaId)) ?? '' }
  const title = legal.title.trim() ? { title: legal.title.trim() } : {}
  if (legal.by === 'ogrn')
    return { by: 'legalEntityOgrn', ogrn: take('legal.ogrn', parseOgrn(legal.ogrn)) ?? '', ...title }
  const inn = take('legal.inn', parseOrganisationInn(legal.inn)) ?? ''
  const kpp = legal.kpp.trim() ? take('legal.kpp', parseKpp(legal.kpp)) : undefined
  return { by: 'legalEntityInn', inn, ...(kpp && { kpp }), ...title }
}
