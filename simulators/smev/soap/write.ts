import { namespacesOf, SOAP, type Version } from '../xml/namespaces'

/** The prefixes СМЭВ itself uses in its answers: ns2 for the exchange, none for its basic types, ns3 for faults. */
function declarations(version: Version): string {
  const { types, basic, faults } = namespacesOf(version)
  return ` xmlns:ns2="${types}" xmlns="${basic}" xmlns:ns3="${faults}"`
}

/** An element written with those prefixes, made to stand alone. */
export const standAlone = (version: Version, xml: string): string =>
  xml.replace(/^<[\w:]+/, (tag) => tag + declarations(version))

export function envelopeOf(body: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${SOAP}"><soap:Body>` +
    body +
    `</soap:Body></soap:Envelope>`
  )
}

export const answerEnvelope = (version: Version, name: string, content: string): string =>
  envelopeOf(standAlone(version, `<ns2:${name}>${content}</ns2:${name}>`))

/** The mnemonic of a caller who does not sign: there is nothing to tell such callers apart by. */
export const CALLER = 'CALLER'
export const EPGU = 'MNSV05'
export const SMEV = 'SMEV'
/** Invented: the mnemonic of ЕСНСИ has not been seen. */
export const ESNSI = 'ESNSI01'

const NAMES: Record<string, string> = {
  [SMEV]: 'Тренажёр СМЭВ',
  [EPGU]: 'Тренажёр ЕПГУ',
  [ESNSI]: 'Тренажёр ЕСНСИ',
  [CALLER]: 'Неподписанный отправитель',
}

export interface Facts {
  messageId: string
  messageType: 'REQUEST' | 'RESPONSE'
  sender: string
  sent: string
  recipient: string
  delivered?: string
}

export function metadata(version: Version, facts: Facts, id?: string): string {
  const party = (name: string, mnemonic: string) =>
    `<ns2:${name}><ns2:Mnemonic>${mnemonic}</ns2:Mnemonic>` +
    (version === '1.2'
      ? ''
      : `<ns2:HumanReadableName>${NAMES[mnemonic] ?? `ИС ${mnemonic}`}</ns2:HumanReadableName>`) +
    `</ns2:${name}>`
  return (
    `<ns2:MessageMetadata${id ? ` Id="${id}"` : ''}><ns2:MessageId>${facts.messageId}</ns2:MessageId>` +
    `<ns2:MessageType>${facts.messageType}</ns2:MessageType>${party('Sender', facts.sender)}` +
    `<ns2:SendingTimestamp>${facts.sent}</ns2:SendingTimestamp>` +
    (version === '1.1' ? `<ns2:DestinationName>simulator</ns2:DestinationName>` : '') +
    party('Recipient', facts.recipient) +
    (version === '1.1'
      ? `<ns2:SupplementaryData><ns2:InteractionType>OIV2OIV</ns2:InteractionType></ns2:SupplementaryData>`
      : '') +
    (facts.delivered ? `<ns2:DeliveryTimestamp>${facts.delivered}</ns2:DeliveryTimestamp>` : '') +
    `<ns2:Status>${statusOf(version, facts)}</ns2:Status></ns2:MessageMetadata>`
  )
}

function statusOf(version: Version, { messageType }: Facts): string {
  if (messageType === 'REQUEST') return 'requestIsQueued'
  return version === '1.1' ? 'responseIsDelivered' : 'messageIsDelivered'
}
