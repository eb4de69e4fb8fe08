import { under, type FileOf, type Form } from './form'

/** The same operations as JSON, the business content as XML within (protocol.md, 5.2). */
export function restForm({ system, node }: { system: string; node?: string }, pathOf: FileOf): Form {
  return {
    send({ messageId, testMessage }, content, files) {
      const attachmentHeader = files.map((file) => ({
        id: file.storeUuid,
        filePath: pathOf(file),
        signaturePKCS7: file.signature,
        transferMethod: 'REFERENCE',
      }))
      return JSON.stringify({
        itSystem: system,
        requestMessage: {
          messageType: 'RequestMessageType',
          requestMetadata: { clientId: messageId, nodeId: node, testMessage: testMessage || undefined },
          requestContent: {
            content: {
              messagePrimaryContent: { any: content },
              attachmentHeaderList: files.length > 0 ? { attachmentHeader } : undefined,
            },
          },
        },
      })
    },
    get: () =>
      JSON.stringify({
        itSystem: system,
        nodeId: node,
        specificQuery: { messageTypeCriteria: 'RESPONSE' },
      }),
    find: (clientId, clientIdCriteria) =>
      JSON.stringify({
        itSystem: system,
        specificQuery: { messageClientIdCriteria: { clientId, clientIdCriteria } },
      }),
    made: (bytes) => bytes.subarray(0, 11).toString() === '{"itSystem"',
    address: (base, operation) => under(base, operation.toLowerCase()),
  }
}
