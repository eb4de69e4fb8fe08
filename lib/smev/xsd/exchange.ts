import type { ExchangeVersion } from '../envelope/soap'

/**
 * A client's side of the message exchange, written from the facts of the wire (protocol.md, 4.2): SendRequest,
 * GetResponse, Ack and GetStatus, asked and answered, and the faults. The three versions differ in facets and a few
 * elements; what differs stands in `facts`. Type names are ours. A test holds it to the official schemas.
 */
const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
const URN = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types'

/** Names that the schemas give each other; ours, so that no other schema in the process is meant. */
export const partName = (part: 'basic' | 'faults', version: ExchangeVersion): string =>
  `elk-exchange-${part}-${version}.xsd`

interface Facts {
  /** 1.2 has no facets: ids, lengths and MIME types are any text. */
  strict: boolean
  statuses: string
  codeLength: number
  acceptedUse: 'required' | 'optional'
  /** Elements of one version alone. */
  sender: string
  recipient: string
  senderUse: string
  fileName: string
  meaning: string
  archive: string
  broker: string
  supplement: string
  afterSignature: string
  routingStatus: string
}

const STATUSES =
  'doesNotExist requestIsQueued requestIsAcceptedBySmev requestIsRejectedBySmev underProcessing'
const optional = (name: string, type: string) => `<xs:element name="${name}" type="${type}" minOccurs="0"/>`
const NAMED = '<xs:element name="HumanReadableName" type="b:S500"/>'
const ROUTING = (name: string) =>
  `<xs:any namespace="urn://x-artefacts-smev-gov-ru/services/message-exchange/types/routing/1.3" processContents="skip" minOccurs="0"/><!-- ${name} -->`

const PLAIN: Omit<Facts, 'strict' | 'statuses' | 'codeLength' | 'acceptedUse'> = {
  sender: optional('Mnemonic', 'b:S50'),
  recipient: optional('Mnemonic', 'b:S100'),
  senderUse: 'minOccurs="0"',
  fileName: '',
  meaning: '',
  archive: '',
  broker: '',
  supplement: '',
  afterSignature: '',
  routingStatus: '',
}

const FACTS: Record<ExchangeVersion, Facts> = {
  '1.1': {
    ...PLAIN,
    strict: true,
    statuses: `${STATUSES} responseIsAcceptedBySmev cancelled responseIsDelivered`,
    codeLength: 50,
    acceptedUse: 'required',
    sender: `<xs:element name="Mnemonic" type="b:S50"/>${NAMED}`,
    recipient: `<xs:element name="Mnemonic" type="b:S100"/>${NAMED}`,
    senderUse: '',
    broker: `${optional('MessageBroker', 'b:S200')}<xs:element name="DestinationName" type="b:S500"/>`,
    supplement: `<xs:element name="SupplementaryData"><xs:complexType><xs:sequence>${optional('DetectedContentTypeName', 'b:S500')}<xs:element name="InteractionType" type="b:InteractionType"/></xs:sequence></xs:complexType></xs:element>`,
  },
  '1.2': {
    ...PLAIN,
    strict: false,
    statuses: `${STATUSES} responseIsAcceptedBySmev responseIsRejectedBySmev cancelled messageIsArchived messageIsDelivered`,
    codeLength: Number.POSITIVE_INFINITY,
    acceptedUse: 'optional',
  },
  '1.3': {
    ...PLAIN,
    strict: true,
    statuses: `${STATUSES} requestIsProcessed responseIsQueued responseIsAcceptedBySmev responseIsRejectedBySmev responseIsProcessed cancelled messageIsArchived messageIsDelivered`,
    codeLength: 100,
    acceptedUse: 'optional',
    sender: `${PLAIN.sender}${NAMED}`,
    recipient: `${PLAIN.recipient}${NAMED}`,
    fileName: optional('FileName', 'xs:string'),
    meaning: optional('NamespaceUri', 'xs:string'),
    archive:
      '<xs:element name="Archive" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="File" maxOccurs="1000"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string"/><xs:element name="NamespaceUri" type="xs:string"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>',
    afterSignature: ROUTING('Routing'),
    routingStatus: ROUTING('RoutingStatus'),
  },
}

const restricted = (name: string, facets: string, base = 'xs:string') =>
  `<xs:simpleType name="${name}"><xs:restriction base="${base}">${facets}</xs:restriction></xs:simpleType>`
const values = (list: string) =>
  list
    .split(' ')
    .map((value) => `<xs:enumeration value="${value}"/>`)
    .join('')
const list = (name: string, of: string, content: string) =>
  `<xs:element name="${name}"><xs:complexType><xs:sequence><xs:element name="${of}" maxOccurs="unbounded"><xs:complexType><xs:sequence>${content}</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>`

export function basicXsd(version: ExchangeVersion): string {
  const { strict, statuses, codeLength, acceptedUse, fileName, meaning, archive } = FACTS[version]
  const lengths = [50, 100, 200, 500, 1500, 4000]
    .map((length) => restricted(`S${length}`, strict ? `<xs:maxLength value="${length}"/>` : ''))
    .join('')
  const file = `<xs:element name="MimeType" type="b:Mime"/>${optional('SignaturePKCS7', 'xs:base64Binary')}${archive}`
  const code = Number.isFinite(codeLength) ? `<xs:maxLength value="${codeLength}"/>` : ''
  const typePair = strict
    ? '<xs:sequence minOccurs="0"><xs:element name="NamespaceURI" type="xs:anyURI"/><xs:element name="RootElementLocalName" type="xs:NCName"/></xs:sequence>'
    : optional('NamespaceURI', 'xs:anyURI') + optional('RootElementLocalName', 'xs:NCName')
  const signature = strict ? 'http://www.w3.org/2000/09/xmldsig#' : '##other'
  return (
    `<xs:schema ${XS} xmlns:b="${URN}/basic/${version}" targetNamespace="${URN}/basic/${version}" elementFormDefault="qualified">` +
    restricted('Uuid', strict ? '<xs:pattern value="[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/>' : '') +
    restricted(
      'Mime',
      strict ? '<xs:pattern value="(text|image|audio|video|application)/[a-zA-Z0-9\\-+.]*"/>' : '',
    ) +
    lengths +
    restricted('Code', code) +
    restricted('Status', values(statuses)) +
    restricted(
      'InteractionType',
      values(
        'PGU2OIV OIV2OIV OIV2sameOIV Charger2PaymentGate PaymentGate2Treasury OIV2Treasury other NotDetected',
      ),
    ) +
    '<xs:complexType name="Void"><xs:sequence/></xs:complexType>' +
    `<xs:complexType name="SmevFault"><xs:complexContent><xs:extension base="b:Void"><xs:sequence>${optional('Code', 'b:Code')}${optional('Description', 'xs:string')}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>` +
    `<xs:complexType name="Signature"><xs:sequence><xs:any namespace="${signature}" processContents="skip"/></xs:sequence></xs:complexType>` +
    '<xs:element name="MessagePrimaryContent"><xs:complexType><xs:sequence><xs:any namespace="##other" processContents="skip"/></xs:sequence></xs:complexType></xs:element>' +
    list(
      'AttachmentHeaderList',
      'AttachmentHeader',
      `<xs:element name="contentId" type="xs:string"/>${meaning}${file}`,
    ) +
    list(
      'RefAttachmentHeaderList',
      'RefAttachmentHeader',
      `<xs:element name="uuid" type="xs:string"/>${fileName}${meaning}<xs:element name="Hash" type="xs:string"/>${file}`,
    ) +
    list(
      'AttachmentContentList',
      'AttachmentContent',
      '<xs:element name="Id" type="xs:ID"/><xs:element name="Content" type="xs:base64Binary"/>',
    ) +
    list(
      'FSAttachmentsList',
      'FSAttachment',
      ['uuid', 'UserName', 'Password', 'FileName']
        .map((name) => `<xs:element name="${name}" type="xs:string"/>`)
        .join(''),
    ) +
    `<xs:element name="MessageTypeSelector"><xs:complexType><xs:sequence>${typePair}<xs:element name="Timestamp" type="xs:dateTime"/>${optional('NodeID', 'b:S50')}</xs:sequence><xs:attribute name="Id" type="xs:ID"/></xs:complexType></xs:element>` +
    `<xs:element name="AckTargetMessage"><xs:complexType><xs:simpleContent><xs:extension base="b:Uuid"><xs:attribute name="Id" type="xs:ID" use="required"/><xs:attribute name="accepted" type="xs:boolean" use="${acceptedUse}"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>` +
    `<xs:element name="Timestamp"><xs:complexType><xs:simpleContent><xs:extension base="${strict ? 'xs:dateTime' : 'xs:anySimpleType'}"><xs:attribute name="Id" type="xs:ID"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>` +
    '</xs:schema>'
  )
}

const operation = (name: string, content: string) =>
  `<xs:element name="${name}"><xs:complexType><xs:sequence>${content}</xs:sequence></xs:complexType></xs:element>`
const identified = (name: string, content: string) =>
  `<xs:element name="${name}"><xs:complexType><xs:sequence>${content}</xs:sequence><xs:attribute name="Id" type="xs:ID"/></xs:complexType></xs:element>`
const CALLER = optional('CallerInformationSystemSignature', 'b:Signature')
const BY_SMEV = optional('SMEVSignature', 'b:Signature')
const CONTENT = '<xs:element ref="b:AttachmentContentList" minOccurs="0"/>'
const BUSINESS =
  optional('PersonalSignature', 'b:Signature') +
  '<xs:element ref="b:AttachmentHeaderList" minOccurs="0"/><xs:element ref="b:RefAttachmentHeaderList" minOccurs="0"/>'

/** SenderProvidedResponseData: 1.1 and 1.3 choose one kind of content, 1.2 lets all stand in a row. */
function responseData(strict: boolean): string {
  const rejected = (occurs: string) =>
    `<xs:element name="RequestRejected" ${occurs} maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="RejectionReasonCode" type="t:RejectCode"/><xs:element name="RejectionReasonDescription" type="b:S4000"/></xs:sequence></xs:complexType></xs:element>`
  const status = (occurs: string) =>
    `<xs:element name="RequestStatus" ${occurs}><xs:complexType><xs:sequence><xs:element name="StatusCode" type="xs:int"/><xs:element name="StatusParameter" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="Key" type="xs:string"/><xs:element name="Value" type="xs:string"/></xs:sequence></xs:complexType></xs:element><xs:element name="StatusDescription" type="b:S4000"/></xs:sequence></xs:complexType></xs:element>`
  const none = 'minOccurs="0"'
  return strict
    ? `<xs:choice><xs:sequence><xs:element ref="b:MessagePrimaryContent"/>${BUSINESS}</xs:sequence>${rejected('')}${status('')}<xs:element ref="t:AsyncProcessingStatus"/></xs:choice>`
    : `<xs:element ref="b:MessagePrimaryContent" ${none}/>${BUSINESS}${rejected(none)}${status(none)}<xs:element ref="t:AsyncProcessingStatus" ${none}/>`
}

export function typesXsd(version: ExchangeVersion): string {
  const facts = FACTS[version]
  const asyncData = facts.strict ? '' : ' minOccurs="0"'
  return (
    `<xs:schema ${XS} xmlns:t="${URN}/${version}" xmlns:b="${URN}/basic/${version}" targetNamespace="${URN}/${version}" elementFormDefault="qualified">` +
    `<xs:import namespace="${URN}/basic/${version}" schemaLocation="${partName('basic', version)}"/>` +
    `<xs:import namespace="${URN}/faults/${version}" schemaLocation="${partName('faults', version)}"/>` +
    restricted('RejectCode', values('ACCESS_DENIED NO_DATA UNKNOWN_REQUEST_DESCRIPTION FAILURE')) +
    restricted('Kind', values(`REQUEST BROADCAST RESPONSE${version === '1.1' ? ' CANCEL' : ''}`)) +
    identified(
      'SenderProvidedRequestData',
      `<xs:element name="MessageID" type="b:Uuid"/>${optional('ReferenceMessageID', 'b:Uuid')}${optional('TransactionCode', 'b:S1500')}${optional('NodeID', 'b:S50')}${optional('EOL', 'xs:dateTime')}<xs:element ref="b:MessagePrimaryContent"/>${BUSINESS}` +
        '<xs:element name="BusinessProcessMetadata" minOccurs="0"><xs:complexType><xs:sequence><xs:any namespace="##other" processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>' +
        optional('TestMessage', 'b:Void'),
    ) +
    identified(
      'SenderProvidedResponseData',
      `<xs:element name="MessageID" type="b:Uuid"/><xs:element name="To" type="b:S4000"/>${responseData(facts.strict)}`,
    ) +
    identified(
      'MessageMetadata',
      `${optional('MessageId', 'b:Uuid')}<xs:element name="MessageType" type="t:Kind"/>` +
        `<xs:element name="Sender" ${facts.senderUse}><xs:complexType><xs:sequence>${facts.sender}</xs:sequence></xs:complexType></xs:element>` +
        `<xs:element name="SendingTimestamp" type="xs:dateTime"/>${facts.broker}` +
        `<xs:element name="Recipient" minOccurs="0"><xs:complexType><xs:sequence>${facts.recipient}</xs:sequence></xs:complexType></xs:element>` +
        `${facts.supplement}${optional('DeliveryTimestamp', 'xs:dateTime')}${optional('Status', 'b:Status')}`,
    ) +
    operation(
      'AsyncProcessingStatus',
      `<xs:element name="OriginalMessageId" type="b:Uuid"/><xs:element name="StatusCategory" type="b:Status"/>${optional('StatusDetails', 'b:S500')}${facts.routingStatus}${optional('SmevFault', 'b:SmevFault')}`,
    ) +
    identified('AsyncProcessingStatusData', '<xs:element ref="t:AsyncProcessingStatus"/>') +
    operation(
      'SmevAsyncProcessingMessage',
      `<xs:element ref="t:AsyncProcessingStatusData"${asyncData}/>${BY_SMEV}`,
    ) +
    identified(
      'Response',
      `${optional('OriginalMessageId', 'b:Uuid')}${optional('OriginalTransactionCode', 'b:S1500')}${optional('ReferenceMessageID', 'b:Uuid')}<xs:element ref="t:SenderProvidedResponseData"/><xs:element ref="t:MessageMetadata"/><xs:element ref="b:FSAttachmentsList" minOccurs="0"/>${optional('SenderInformationSystemSignature', 'b:Signature')}`,
    ) +
    operation(
      'SendRequestRequest',
      `<xs:element ref="t:SenderProvidedRequestData"/>${CONTENT}${CALLER}${facts.afterSignature}`,
    ) +
    operation('SendRequestResponse', `<xs:element ref="t:MessageMetadata"/>${BY_SMEV}`) +
    operation('GetResponseRequest', `<xs:element ref="b:MessageTypeSelector"/>${CALLER}`) +
    operation(
      'GetResponseResponse',
      `<xs:element name="ResponseMessage" minOccurs="0"><xs:complexType><xs:sequence><xs:element ref="t:Response"/>${CONTENT}${BY_SMEV}</xs:sequence></xs:complexType></xs:element>`,
    ) +
    operation('AckRequest', `<xs:element ref="b:AckTargetMessage"/>${CALLER}`) +
    '<xs:element name="AckResponse" type="b:Void"/>' +
    operation(
      'GetStatusRequest',
      '<xs:element ref="b:Timestamp"/><xs:element name="CallerInformationSystemSignature" type="b:Signature"/>',
    ) +
    operation('GetStatusResponse', '<xs:element ref="t:SmevAsyncProcessingMessage" minOccurs="0"/>') +
    '</xs:schema>'
  )
}
