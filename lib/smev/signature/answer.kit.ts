import { XmlDocument } from 'libxml2-wasm'
import { readCertificate } from '@/lib/gost/certificate'
import { curveOf } from '@/lib/gost/curves'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import { makeSelfSigned } from '@/lib/gost/self-signed'
import type { Signer } from '@/lib/gost/signer'
import { signElement } from './sign'
import { smevTransform } from './smev-transform'

const TYPES = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2'

/** A signer with a new key: nobody's, valid from 2026 to 2036 unless told otherwise. */
export function testSigner(
  owner: string,
  set = 'CryptoPro-A',
  from = '2026-01-01',
  to = '2036-01-01',
): Signer {
  const made = makeSelfSigned(curveOf(set), owner, { from: new Date(from), to: new Date(to) })
  const [certificate] = readPem(made.certificate)
  return pureSigner(readCertificate(certificate!.der), readPrivateKey(made.key))
}

function transformed(xml: string): string {
  const document = XmlDocument.fromString(xml)
  try {
    return smevTransform(document.root)
  } finally {
    document.dispose()
  }
}

type Parts = {
  smev: Signer
  sender?: Signer
  content?: string
  sentAt?: string
  originalMessageId?: string
  orderNumber?: string
}

/** An answer of GetResponse, signed as СМЭВ and the sender sign (protocol.md, 4.2 and 4.7). */
export async function signedAnswer({
  smev,
  sender,
  content,
  sentAt = '2026-11-22T10:00:00+03:00',
  originalMessageId = 'd790b1bd-395a-11f1-b8b2-0242333cce59',
  orderNumber = '15439-2026/1',
}: Parts): Promise<string> {
  const inner =
    content ??
    '<ns2:MessagePrimaryContent xmlns:ns2="urn://x-artefacts-smev-gov-ru/services/message-exchange/types/basic/1.2">' +
      '<ns3:ElkOrderResponse xmlns:ns3="http://epgu.gosuslugi.ru/elk/status/1.0.2"><ns3:CreateOrdersResponse>' +
      '<ns3:code>0</ns3:code><ns3:message>OK</ns3:message><ns3:orders><ns3:order><ns3:elkOrderNumber>2165858001</ns3:elkOrderNumber>' +
      `<ns3:orderNumber>${orderNumber}</ns3:orderNumber>` +
      '<ns3:status>0</ns3:status><ns3:message>OK</ns3:message></ns3:order></ns3:orders>' +
      '</ns3:CreateOrdersResponse></ns3:ElkOrderResponse></ns2:MessagePrimaryContent>'
  const data = (declared: string) =>
    `<ns1:SenderProvidedResponseData${declared} Id="SIGNED_BY_CALLER">` +
    '<ns1:MessageID>d884886c-395a-11f1-a6ab-b6df272c7906</ns1:MessageID><ns1:To>b3BhcXVl</ns1:To>' +
    `${inner}</ns1:SenderProvidedResponseData>`
  const types = ` xmlns:ns1="${TYPES}"`
  const senderSignature = sender ? await signElement(data(types), 'SIGNED_BY_CALLER', sender) : ''
  const response =
    `<ns1:Response${types} Id="SIGNED_BY_SMEV">` +
    `<ns1:OriginalMessageId>${originalMessageId}</ns1:OriginalMessageId>` +
    data('') +
    '<ns1:MessageMetadata><ns1:MessageId>d884886c-395a-11f1-a6ab-b6df272c7906</ns1:MessageId><ns1:MessageType>RESPONSE</ns1:MessageType>' +
    `<ns1:SendingTimestamp>${sentAt}</ns1:SendingTimestamp></ns1:MessageMetadata>` +
    (sender
      ? `<ns1:SenderInformationSystemSignature>${senderSignature}</ns1:SenderInformationSystemSignature>`
      : '') +
    '</ns1:Response>'
  const smevSignature = await signElement(transformed(response), 'SIGNED_BY_SMEV', smev)
  return (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body>' +
    `<t:GetResponseResponse xmlns:t="${TYPES}"><t:ResponseMessage>${response}` +
    `<t:SMEVSignature>${smevSignature}</t:SMEVSignature></t:ResponseMessage></t:GetResponseResponse></soap:Body></soap:Envelope>`
  )
}
