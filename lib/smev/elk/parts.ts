import { element } from '../xml/escape'
import type { Applicant, Sender, Status } from './order'

/** `<p:name>inner</p:name>` */
export function wrap(prefix: string, name: string, inner: string): string {
  return `<${prefix}:${name}>${inner}</${prefix}:${name}>`
}

/** Elements in the given order; those without a value are left out. */
export function fields(
  prefix: string,
  values: Record<string, string | number | boolean | undefined>,
): string {
  let xml = ''
  for (const name in values) xml += element(`${prefix}:${name}`, values[name])
  return xml
}

export function senderXml(prefix: string, { inn, kpp }: Sender): string {
  return fields(prefix, { senderKpp: kpp, senderInn: inn })
}

/** protocol.md, 1.5 */
export function statusXml(p: string, given: Status): string {
  const { status, isInformed, statusDate, citizenText, attachments } = given
  const files = attachments.map(({ storeUuid, docTypeId }) =>
    wrap(p, 'attachment', fields(p, { FSuuid: storeUuid, docTypeId })),
  )
  const list = files.length > 0 ? wrap(p, 'attachments', files.join('')) : ''
  const params = (citizenText?.params ?? []).map(({ name, value }) =>
    wrap(p, 'Param', fields(p, { Name: name, Value: value })),
  )
  const head = fields(p, { status, IsInformed: isInformed, statusDate, MessageType: citizenText?.template })
  const history = head + params.join('') + list
  return wrap(p, 'statusHistoryList', wrap(p, 'statusHistory', history))
}

/** protocol.md, 1.2: the order of the children is the schema's, and differs from one kind to another. */
export function applicantXml(p: string, who: Applicant): string {
  const user = (name: string, values: Parameters<typeof fields>[1]) =>
    wrap(p, 'user', wrap(p, name, fields(p, values)))
  const legal = (inner: string, title?: string) =>
    wrap(p, 'organization', wrap(p, 'ogrn_inn_UL', inner + fields(p, { UlTitle: title })))
  switch (who.by) {
    case 'personalDocument': {
      const { documentType, series, number, lastName, firstName, middleName, citizenship } = who
      return user('userPersonalDoc', {
        PersonalDocType: documentType,
        series,
        number,
        lastName,
        firstName,
        middleName,
        citizenship,
      })
    }
    case 'snils': {
      const { snils, lastName, firstName, middleName, citizenship } = who
      return user('userDocSnils', { snils, lastName, firstName, middleName, citizenship })
    }
    case 'snilsBirthDate': {
      const { citizenship, snils, birthDate } = who
      return user('userDocSnilsBirthDate', { citizenship, snils, birthDate })
    }
    case 'inn': {
      const { inn, lastName, firstName, middleName, citizenship } = who
      return user('userDocInn', { INN: inn, lastName, firstName, middleName, citizenship })
    }
    case 'esiaId':
      return wrap(p, 'user', fields(p, { EsiaId: who.esiaId }))
    case 'ernId':
      return wrap(p, 'user', fields(p, { ErnId: who.ernId }))
    case 'legalEntityOgrn':
      return legal(fields(p, { ogrn: who.ogrn }), who.title)
    case 'legalEntityInn':
      return legal(wrap(p, 'inn_kpp', fields(p, { inn: who.inn, kpp: who.kpp })), who.title)
    case 'soleTrader': {
      const { ogrnip, inn, lastName, firstName, middleName } = who
      const inner = fields(p, { ogrn: ogrnip, inn, lastName, firstName, middleName })
      return wrap(p, 'organization', wrap(p, 'ogrn_inn_IP', inner))
    }
    case 'organisationEsiaId':
      return fields(p, { orgId: who.esiaId })
  }
}
