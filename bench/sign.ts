// Making and signing a message, against a bare signature of the same provider and against xmlbuilder2 + xml-crypto.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { create } from 'xmlbuilder2'
import { SignedXml } from 'xml-crypto'
import { createFacts } from '../lib/delivery/facts.examples.kit'
import { ordersRequestXml } from '../lib/smev/elk/request'
import { CONTENT_PREFIX, requestDataXml, sendRequestEnvelope } from '../lib/smev/envelope/send-request'
import { SIGNED_ID } from '../lib/smev/envelope/soap'
import { signElement } from '../lib/smev/signature/sign'
import { validateElk } from '../lib/smev/xsd/validate'
import { makeKey } from '../lib/smev/commands/keygen'
import { mintMessageId } from '../lib/smev/envelope/message-id'
import { openSigner } from '../lib/smev/open-signer'
import { verifyFile } from '../lib/smev/commands/verify'
import { bar, barOf, compare, finish, machine, median, processorTime as time } from './measure'

type Signer = NonNullable<ReturnType<typeof openSigner>>
const ORDERS = 100
const BATCH = 200 // signatures a sample
const folder = mkdtempSync(path.join(tmpdir(), 'elk-sign-'))
const [key = '', certificate = ''] = makeKey(path.join(folder, 'k'), 'Измерение', 'CryptoPro-A', 30)

/** Built and signed; the check against the schema, which the gateway also makes, is told apart. */
async function message(signer: Signer, orders: number): Promise<Buffer> {
  const content = ordersRequestXml(
    { environment: 'SVCDEV', kind: 'CREATE', orders: facts(orders) },
    CONTENT_PREFIX,
  )
  const data = requestDataXml({ messageId: mintMessageId(), content, files: [] })
  return sendRequestEnvelope(data, await signElement(data, SIGNED_ID, signer))
}
const facts = (count: number) => Array.from({ length: count }, () => createFacts())

/** The same order by the usual libraries: a tree, its canonical form, a digest and a signature by the same provider. */
function byLibraries(signer: Signer, orderXml: string): string {
  const tree = create(orderXml)
  const document = create()
    .ele('http://schemas.xmlsoap.org/soap/envelope/', 'soap:Envelope')
    .ele('http://schemas.xmlsoap.org/soap/envelope/', 'soap:Body')
    .ele('urn:types', 't:SenderProvidedRequestData', { Id: 'SIGNED_BY_CALLER' })
    .ele('urn:types', 't:MessageID')
    .txt(mintMessageId())
    .up()
    .ele('urn:basic', 'b:MessagePrimaryContent')
    .import(tree)
    .doc()
    .end()
  const signed = new SignedXml({ privateKey: 'x', publicCert: 'x' })
  class Digest {
    getHash = (xml: string) => Buffer.from(signer.digest(Buffer.from(xml))).toString('base64')
    getAlgorithmName = () => 'urn:digest'
  }
  class Signature {
    getSignature = () => 'AAAA'
    verifySignature = () => true
    getAlgorithmName = () => 'urn:signature'
  }
  Object.assign(signed.HashAlgorithms, { 'urn:digest': Digest })
  Object.assign(signed.SignatureAlgorithms, { 'urn:signature': Signature })
  signed.signatureAlgorithm = 'urn:signature'
  signed.canonicalizationAlgorithm = 'http://www.w3.org/2001/10/xml-exc-c14n#'
  signed.addReference({
    xpath: "//*[local-name(.)='SenderProvidedRequestData']",
    transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: 'urn:digest',
  })
  signed.computeSignature(document, {
    location: { reference: "//*[local-name(.)='Body']", action: 'append' },
  })
  return signed.getSignedXml()
}

const each = (taken: number[], count: number) => taken.map((value) => value / count)
try {
  console.log(`\nsigning · ${machine()}`)
  for (const kind of ['pure', 'engine'] as const) {
    let signer: Signer
    try {
      signer = openSigner({ kind, key, certificate }) as Signer
    } catch (error) {
      console.log(`  not run: ${kind}: ${error instanceof Error ? error.message : error}`)
      continue
    }
    if (!verifyFile(await message(signer, 1)).ok) throw new Error('our own signature does not verify')
    const bytes = Buffer.alloc(900, 'x')
    const bare = async () =>
      each(await time(5, async () => { for (let i = 0; i < BATCH; i++) await signer.sign(bytes) }), BATCH) // prettier-ignore
    const whole = async () =>
      each(await time(5, async () => { for (let i = 0; i < BATCH; i++) await message(signer, 1) }), BATCH) // prettier-ignore
    await whole()
    const one = await compare(15, whole, bare)
    const rate = 1000 / median(one.reference)
    console.log(`  ${kind}: one order built and signed ${(median(one.ours) * 1000).toFixed(0)} µs, bare signature ${(median(one.reference) * 1000).toFixed(0)} µs (${rate.toFixed(0)}/s)`) // prettier-ignore
    console.log(`  ${kind}: ratio ${one.ratio.toFixed(2)} [${one.low.toFixed(2)} … ${one.high.toFixed(2)}]`)
    barOf(
      `P8 ${kind}, one order built and signed ÷ bare signature`,
      { ...one, value: one.ratio },
      '≤',
      1.6,
      'times',
    )
    bar(`${kind}, 1/s of one core: 1000 signatures take`, 1000 * median(one.reference), kind === 'pure' ? 1000 : 125, 'ms') // prettier-ignore

    const orderXml = /<ns3:ElkOrderRequest[\s\S]*<\/ns3:ElkOrderRequest>/.exec((await message(signer, 1)).toString())?.[0] ?? '' // prettier-ignore
    const libraries = async () =>
      each(
        await time(3, async () => {
          for (let i = 0; i < 20; i++) {
            byLibraries(signer, orderXml)
            await signer.sign(bytes) // its signing hook is synchronous: the same signature is paid for here
          }
        }),
        20,
      )
    const many = async () => each(await time(3, () => message(signer, ORDERS)), ORDERS)
    await libraries()
    const hundred = await compare(11, many, libraries)
    console.log(`  ${kind}: of ${ORDERS} orders each ${(median(hundred.ours) * 1000).toFixed(0)} µs, by xmlbuilder2 + xml-crypto one by one ${(median(hundred.reference) * 1000).toFixed(0)} µs`) // prettier-ignore
    const fiftieth = { value: 50 * hundred.ratio, low: 50 * hundred.low, high: 50 * hundred.high, noisy: hundred.noisy } // prettier-ignore
    barOf(`P7 ${kind}, 50 × an order of ${ORDERS} ÷ by xmlbuilder2 + xml-crypto`, fiftieth, '≤', 1, '')
  }
  const order = ordersRequestXml({ environment: 'SVCDEV', kind: 'CREATE', orders: facts(1) }, CONTENT_PREFIX)
  const checks = await time(50, async () => void validateElk(order))
  console.log(
    `  the check of one order against the schema, before it leaves: ${(median(checks) * 1000).toFixed(0)} µs`,
  )
  const signed = readFileSync(path.join(import.meta.dirname, '../lib/smev/__fixtures__/signed-answer.xml'))
  const warm = each(await time(30, async () => void verifyFile(signed)), 2)
  console.log(`  verification with the parsing of the answer: ${(1000 / median(warm)).toFixed(0)} signatures/s (keys seen before), first ${(1000 / (warm[0] ?? 1)).toFixed(0)}/s`) // prettier-ignore
  bar('400 verifications take', 400 * median(warm), 1000, 'ms')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
finish()
