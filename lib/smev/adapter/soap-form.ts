import { element } from '../xml/escape'
import { ADAPTER, clientMessageXml } from './client-message'
import type { FileOf, Form } from './form'

const envelope = (body: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?>' +
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`

/** SOAP 1.1: Send, Get, Find (protocol.md, 5.1). */
export function soapForm({ system, node }: { system: string; node?: string }, pathOf: FileOf): Form {
  const query = (name: string, place: string, criteria: string) =>
    envelope(
      `<a:${name} xmlns:a="${ADAPTER}">${element('a:itSystem', system)}${place}<a:specificQuery>${criteria}</a:specificQuery></a:${name}>`,
    )
  return {
    send: ({ messageId, testMessage }, content, files) => {
      const carried = files.map((file) => ({ filePath: pathOf(file), signature: file.signature }))
      return envelope(clientMessageXml({ system, node, messageId, content, files: carried, testMessage }))
    },
    get: () => query('MessageQuery', element('a:nodeId', node), element('a:messageTypeCriteria', 'RESPONSE')),
    find: (clientId, by) =>
      query(
        'FindMessageQuery',
        '',
        `<a:messageClientIdCriteria>${element('a:clientId', clientId)}${element('a:clientIdCriteria', by)}</a:messageClientIdCriteria>`,
      ),
    made: (bytes) => bytes.includes('<a:ClientMessage'),
    address: (base) => new URL(base),
    action: (operation) => `urn:${operation}`,
  }
}
