import type { CreateOrder } from './order'
import { applicantXml, fields, senderXml, statusXml, wrap } from './parts'

/** One order of CreateOrdersRequest (protocol.md, 1.1), every element under the given prefix. */
export function createOrderXml(p: string, order: CreateOrder): string {
  const { serviceTargetCode, region, orderNumber, requestDate, office } = order
  const officeXml = fields(p, {
    OfficeName: office.name,
    OfficeAdress: office.address,
    OfficeFrguCode: office.frguCode,
    ApplicationAcceptance: office.channel,
  })
  return wrap(
    p,
    'order',
    applicantXml(p, order.applicant) +
      senderXml(p, order.sender) +
      fields(p, { serviceTargetCode, userSelectedRegion: region, orderNumber, requestDate }) +
      wrap(p, 'OfficeInfo', officeXml) +
      statusXml(p, order.status),
  )
}
