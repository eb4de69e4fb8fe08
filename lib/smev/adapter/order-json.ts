import type { Applicant, CreateOrder, Order, Status, UpdateOrder } from '../elk/order'
import type { FileOf } from './form'

type Json = Record<string, unknown>

/** A number of ЕПГУ as JSON has it, as text where a reader of JSON would spoil it. */
const long = (digits: string | undefined): number | string | undefined =>
  digits !== undefined && Number.isSafeInteger(Number(digits)) ? Number(digits) : digits

/** One order in the plug-in's names (protocol.md, 1.9); what is undefined is left out. */
export function orderJson(order: Order, pathOf: FileOf): Json {
  return {
    ...(order.kind === 'CREATE' ? created(order) : addressed(order)),
    statusHistoryList: [statusJson(order.status, pathOf)],
  }
}

function addressed({ addressBy, orderNumber, elkOrderNumber, sender }: UpdateOrder): Json {
  const address = addressBy === 'elkOrderNumber' ? { elkOrderNumber: long(elkOrderNumber) } : { orderNumber }
  return { ...address, senderKpp: sender.kpp, senderInn: sender.inn }
}

function created({ applicant, sender, office, ...order }: CreateOrder): Json {
  return {
    ...applicantJson(applicant),
    senderKpp: sender.kpp,
    senderInn: sender.inn,
    serviceTargetCode: order.serviceTargetCode,
    userSelectedRegion: order.region,
    orderNumber: order.orderNumber,
    requestDate: order.requestDate,
    officeInfo: {
      officeName: office.name,
      officeAdress: office.address,
      officeFrguCode: office.frguCode,
      applicationAcceptance: office.channel,
    },
  }
}

function statusJson(given: Status, pathOf: FileOf): Json {
  const { status, isInformed, statusDate, citizenText, attachments } = given
  const files = attachments.map((file) => ({
    filePath: pathOf(file),
    docTypeId: file.docTypeId,
    signaturePKCS7: file.signature,
  }))
  return {
    status,
    isInformed,
    statusDate,
    messageType: citizenText?.template,
    params: citizenText?.params.length ? citizenText.params : undefined,
    attachments: files.length > 0 ? files : undefined,
  }
}

function applicantJson(who: Applicant): Json {
  switch (who.by) {
    case 'personalDocument': {
      const { by: _, documentType, ...rest } = who
      return { user: { userPersonalDoc: { personalDocType: documentType, ...rest } } }
    }
    case 'snils': {
      const { by: _, ...rest } = who
      return { user: { userDocSnils: rest } }
    }
    case 'snilsBirthDate': {
      const { by: _, ...rest } = who
      return { user: { userDocSnilsBirthDate: rest } }
    }
    case 'inn': {
      const { by: _, ...rest } = who
      return { user: { userDocInn: rest } }
    }
    case 'esiaId':
      return { user: { esiaId: who.esiaId } }
    case 'ernId':
      return { user: { ernId: who.ernId } }
    case 'legalEntityOgrn':
      return { organization: { ogrnInnUl: { ogrn: who.ogrn, ulTitle: who.title } } }
    case 'legalEntityInn':
      return {
        organization: { ogrnInnUl: { innKpp: { inn: who.inn, kpp: who.kpp }, ulTitle: who.title } },
      }
    case 'soleTrader': {
      const { by: _, ogrnip, ...rest } = who
      return { organization: { ogrnInnIp: { ogrn: ogrnip, ...rest } } }
    }
    case 'organisationEsiaId':
      return { orgId: who.esiaId }
  }
}
