import { element, escapeText } from '../xml/escape'
import { exchangeVersions, namesOf, SIGNED_ID, SMEV, soapEnvelope, type Names } from './soap'

/** Prefix that the СМЭВ transform gives to the business content at its place in SenderProvidedRequestData. */
export const CONTENT_PREFIX = 'ns3'

export interface RequestData {
  messageId: string
  /** The business XML, in transformed form under CONTENT_PREFIX. */
  content: string
  files: readonly { storeUuid: string; hash: string; mimeType: string; signature?: string }[]
  testMessage?: boolean
  /** End of the message's life: СМЭВ refuses it afterwards by EndOfLifeReached. */
  endOfLife?: Date
}

function filesXml(files: RequestData['files'], names: Names): string {
  if (files.length === 0) return ''
  // A second element of the namespace is a sibling of the first, so the transform numbers its prefix anew.
  const headers = files.map(({ storeUuid, hash, mimeType, signature }) => {
    const inner =
      element('ns4:uuid', storeUuid) +
      element('ns4:Hash', hash) +
      element('ns4:MimeType', mimeType) +
      (signature ? element('ns4:SignaturePKCS7', signature) : '')
    return `<ns4:RefAttachmentHeader>${inner}</ns4:RefAttachmentHeader>`
  })
  return `<ns4:RefAttachmentHeaderList xmlns:ns4="${names.basic}">${headers.join('')}</ns4:RefAttachmentHeaderList>`
}

/** SenderProvidedRequestData, the element that is signed, in the form the СМЭВ transform gives (protocol.md, 4.2 and 4.7). */
export function requestDataXml(
  { messageId, content, files, testMessage, endOfLife }: RequestData,
  names: Names = SMEV,
): string {
  return (
    `<ns1:SenderProvidedRequestData xmlns:ns1="${names.types}" Id="${SIGNED_ID}">` +
    `<ns1:MessageID>${escapeText(messageId)}</ns1:MessageID>` +
    (endOfLife ? element('ns1:EOL', endOfLife.toISOString()) : '') +
    `<ns2:MessagePrimaryContent xmlns:ns2="${names.basic}">${content}</ns2:MessagePrimaryContent>` +
    filesXml(files, names) +
    (testMessage ? '<ns1:TestMessage></ns1:TestMessage>' : '') +
    '</ns1:SenderProvidedRequestData>'
  )
}

export function sendRequestEnvelope(data: string, signature?: string, names?: Names): Buffer {
  return soapEnvelope('SendRequestRequest', data, signature, names)
}

/** The signed element of a stored SendRequest, letter for letter, and the version it was made for. */
export function signedPart(envelope: Buffer): { data: string; names: Names } | undefined {
  const text = envelope.toString('utf8')
  const data = /<ns1:SenderProvidedRequestData [\s\S]*<\/ns1:SenderProvidedRequestData>/.exec(text)?.[0]
  const version = exchangeVersions.find((one) => data?.includes(`xmlns:ns1="${namesOf(one).types}"`))
  return data && version ? { data, names: namesOf(version) } : undefined
}
