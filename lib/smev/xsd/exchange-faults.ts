import type { ExchangeVersion } from '../envelope/soap'
import { partName } from './exchange'

const URN = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types'

const TOLD = [
  'AccessDenied',
  'AttachmentContentMiscoordination',
  'EndOfLifeReached',
  'IncorrectResponseContentType',
  'InvalidMessageIdFormat',
  'MessageIsAlreadySent',
  'RecipientIsNotFound',
  'RequestIsNotFound',
  'SMEVFailure',
  'SenderIsNotRegistered',
  'StaleMessageId',
  'TargetMessageIsNotFound',
  'TransactionCodeInvalid',
  'UnknownMessageType',
]
const WITH_FIELDS: Record<string, [string, string][]> = {
  AttachmentSizeLimitExceeded: [
    ['PermittedTotalAttachmentSize', 'xs:long'],
    ['RealTotalAttachmentSize', 'xs:long'],
  ],
  BusinessDataTypeIsNotSupported: [
    ['RootElementLocalName', 'xs:string'],
    ['RootElementNamespaceURI', 'xs:string'],
  ],
  DestinationOverflow: [
    ['MessageBrokerAddress', 'xs:string'],
    ['DestinationName', 'xs:string'],
  ],
  QuoteLimitExceeded: [
    ['RemainedTotalQuoteSize', 'xs:long'],
    ['RealTotalAttachmentSize', 'xs:long'],
  ],
  SignatureVerificationFault: [['SignatureVerificationFault', 'f:Reason']],
}
const REASONS = [
  'PoorSOAPEnvelopeFormat',
  'NoSignatureFound',
  'IncorrectSignatureTarget',
  'SignatureIsInvalid',
  'CertificateIsNotFound',
  'CertificateIsExpired',
]

/** An element and the type of its name: an asynchronous rejection names the type in xsi:type of its SmevFault. */
const extended = (name: string, content: string) =>
  `<xs:complexType name="${name}"><xs:complexContent><xs:extension base="b:SmevFault"><xs:sequence>${content}</xs:sequence></xs:extension></xs:complexContent></xs:complexType><xs:element name="${name}" type="f:${name}"/>`

/**
 * What stands in soap:Fault/detail (protocol.md, 4.6). The official schemas leave most of them empty, but the exchange
 * puts Code and Description into each: both are let pass.
 */
export function faultsXsd(version: ExchangeVersion): string {
  const told = [...TOLD, ...(version === '1.3' ? ['PersonalAccessDenied'] : [])]
  const reasons =
    version === '1.2' ? '' : REASONS.map((reason) => `<xs:enumeration value="${reason}"/>`).join('')
  return (
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:f="${URN}/faults/${version}" xmlns:b="${URN}/basic/${version}" targetNamespace="${URN}/faults/${version}" elementFormDefault="qualified">` +
    `<xs:import namespace="${URN}/basic/${version}" schemaLocation="${partName('basic', version)}"/>` +
    `<xs:simpleType name="Reason"><xs:restriction base="xs:string">${reasons}</xs:restriction></xs:simpleType>` +
    told.map((name) => `<xs:element name="${name}" type="b:SmevFault"/>`).join('') +
    Object.entries(WITH_FIELDS)
      .map(([name, fields]) =>
        extended(
          name,
          fields.map(([field, type]) => `<xs:element name="${field}" type="${type}"/>`).join(''),
        ),
      )
      .join('') +
    extended(
      'InvalidContent',
      '<xs:element name="ValidationError" maxOccurs="unbounded"><xs:complexType><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="errorPosition" type="xs:int" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>',
    ) +
    '</xs:schema>'
  )
}
