import { element } from '../xml/escape'

/** Types of the official adapter's service (protocol.md, 5.1). */
export const ADAPTER = 'urn://x-artefacts-smev-gov-ru/services/service-adapter/types'

/** Prefix of the business content inside ClientMessage. */
export const CONTENT = 'e'

export interface Carried {
  system: string
  node?: string
  messageId: string
  /** The business XML under CONTENT. */
  content: string
  files: readonly { filePath: string; signature?: string }[]
  testMessage?: boolean
}

/** ClientMessage with a request: what the SOAP form sends, and what the folder holds. */
export function clientMessageXml({ system, node, messageId, content, files, testMessage }: Carried): string {
  const headers = files.map(
    ({ filePath, signature }) =>
      `<a:AttachmentHeader>${element('a:filePath', filePath)}${element('a:SignaturePKCS7', signature)}</a:AttachmentHeader>`,
  )
  const list =
    headers.length > 0 ? `<a:AttachmentHeaderList>${headers.join('')}</a:AttachmentHeaderList>` : ''
  return (
    `<a:ClientMessage xmlns:a="${ADAPTER}">${element('a:itSystem', system)}<a:RequestMessage><a:RequestMetadata>` +
    element('a:clientId', messageId) +
    element('a:nodeId', node) +
    element('a:testMessage', testMessage || undefined) +
    `</a:RequestMetadata><a:RequestContent><a:content><a:MessagePrimaryContent>${content}</a:MessagePrimaryContent>` +
    `${list}</a:content></a:RequestContent></a:RequestMessage></a:ClientMessage>`
  )
}
