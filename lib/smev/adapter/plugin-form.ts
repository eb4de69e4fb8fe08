import { under, type FileOf, type Form } from './form'
import { orderJson } from './order-json'

/** The plug-in of this data type: orders as JSON, which it turns into XML itself (protocol.md, 1.9 and 5.2). */
export function pluginForm({ plugin }: { plugin: string }, pathOf: FileOf): Form {
  return {
    send: ({ messageId, testMessage, environment, kind, orders }) =>
      JSON.stringify({
        pluginMnemonic: plugin,
        clientId: messageId,
        testMessage: testMessage || undefined,
        requestContent: {
          env: environment,
          requestType: kind === 'CREATE' ? 'CreateOrdersRequest' : 'UpdateOrdersRequest',
          orders: orders.map((order) => orderJson(order, pathOf)),
        },
      }),
    get: () => JSON.stringify({ pluginMnemonic: plugin }),
    find: (clientId, clientIdCriteria) =>
      JSON.stringify({ pluginMnemonic: plugin, messageClientIdCriteria: { clientId, clientIdCriteria } }),
    made: (bytes) => bytes.subarray(0, 17).toString() === '{"pluginMnemonic"',
    address: (base, operation) => under(base, operation),
  }
}
