import { type Client, createClientAsync } from 'soap'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { haveContracts, officialWsdl } from '../../scripts/testing/official-wsdl'
import * as h from './harness'

/** A SOAP stack that is not ours, made of the official WSDL of 1.1: what it sends is taken, what it gets it can read. */
describe.skipIf(!haveContracts)('a foreign client of 1.1 (skipped without the contracts)', () => {
  let simulator: h.Process
  let client: Client
  beforeAll(async () => {
    simulator = await h.start()
    await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
    client = await createClientAsync(officialWsdl(), {}, `${simulator.address}/smev/v1.1/ws`)
  })
  afterAll(() => h.stop(simulator))

  const call = async (operation: string, body: object): Promise<Record<string, never>> =>
    (await client[`${operation}Async`](body))[0]
  const send = (MessageID: string) =>
    call('SendRequest', {
      SenderProvidedRequestData: {
        attributes: { Id: 'SIGNED_BY_CALLER' },
        MessageID,
        MessagePrimaryContent: { $xml: h.createOrder() },
      },
    })

  it('is told that СМЭВ wants soap:Header, by a fault that it can read', async () => {
    const refused = await send(h.freshId()).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      root: {
        Envelope: {
          Body: {
            Fault: {
              detail: {
                SignatureVerificationFault: { SignatureVerificationFault: 'PoorSOAPEnvelopeFormat' },
              },
            },
          },
        },
      },
    })
  })

  it('sends, gets the answer to its own message, acknowledges it, and finds the queue empty', async () => {
    client.addSoapHeader('<foreign xmlns="urn:foreign"></foreign>')
    const id = h.freshId()
    const receipt = await send(id)
    expect(receipt).toMatchObject({ MessageMetadata: { MessageId: id, Status: 'requestIsQueued' } })
    const selector = { MessageTypeSelector: { attributes: { Id: 'X' }, Timestamp: new Date().toISOString() } }
    const got = await call('GetResponse', selector)
    const { Response } = got.ResponseMessage as unknown as {
      Response: {
        OriginalMessageId: string
        SenderProvidedResponseData: { MessageID: string; MessagePrimaryContent: object }
      }
    }
    expect(Response.OriginalMessageId).toBe(id)
    expect(JSON.stringify(Response.SenderProvidedResponseData.MessagePrimaryContent)).toContain('"OK"')
    await call('Ack', {
      AckTargetMessage: {
        attributes: { Id: 'Y', accepted: true },
        $value: Response.SenderProvidedResponseData.MessageID,
      },
    })
    expect((await call('GetResponse', selector))?.ResponseMessage).toBeUndefined()
  })
})
