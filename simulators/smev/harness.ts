import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeSelfSigned } from '../../lib/gost/self-signed'
import { readCertificate } from '../../lib/gost/certificate'
import { curveOf } from '../../lib/gost/curves'
import { readPem } from '../../lib/gost/pem'
import { readPrivateKey } from '../../lib/gost/private-key'
import { pureSigner } from '../../lib/gost/pure-signer'
import type { Signer } from '../../lib/gost/signer'
import { signFragment } from './signature/sign'
import { newMessageId } from './soap/message-id'
import { readBodyOf } from './soap/multipart'
import { ELK, namespacesOf, SOAP, type Version } from './xml/namespaces'

/** For tests: the simulator as a process of its own, driven over the wire only. */
export interface Process {
  child: ChildProcess
  data: string
  address: string
  ftpPort: number
}

const root = path.resolve(import.meta.dirname, '../..')
export const temporary = () => mkdtempSync(path.join(tmpdir(), 'simulator-'))

export function launch(data: string, environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'simulators/smev/main.ts'], {
    cwd: root,
    env: {
      NODE_ENV: 'test',
      SIMULATOR_PORT: '0',
      SIMULATOR_FTP_PORT: '0',
      SIMULATOR_DATA: data,
      SIMULATOR_DELAY_MS: '0',
      SIMULATOR_ALLOW_UNSIGNED: '1',
      ...environment,
    },
  })
}

export async function start(data = temporary(), environment: Record<string, string> = {}): Promise<Process> {
  const child = launch(data, environment)
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const line = /^simulator ready (.*)$/m.exec(output)
      if (line?.[1]) resolve(line[1])
    })
  })
  const line = await Promise.race([
    ready,
    once(child, 'exit').then(() => Promise.reject(new Error(`The simulator ended: ${output}`))),
  ])
  const ports = JSON.parse(line) as { port: number; ftpPort: number }
  return { child, data, address: `http://127.0.0.1:${ports.port}`, ftpPort: ports.ftpPort }
}

export async function stop(
  { child }: Pick<Process, 'child'>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill(signal)
  const [code] = (await ended) as [number | null]
  return code
}

export async function soap(
  { address }: Pick<Process, 'address'>,
  body: string,
): Promise<{ status: number; text: string }> {
  // The address follows from the namespace of the request.
  const version = /message-exchange\/types\/(1\.\d)"/.exec(body)?.[1] ?? '1.2'
  const response = await fetch(`${address}/smev/v${version}/ws`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body,
  })
  const type = response.headers.get('content-type') ?? ''
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, text: readBodyOf(type, bytes).toString('utf8') }
}

export async function control<T>(
  { address }: Process,
  method: string,
  name: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${address}/control/${name}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  })
  return (await response.json()) as T
}

export function envelope(body: string, header = '<s:Header/>', version: Version = '1.2'): string {
  const { types, basic } = namespacesOf(version)
  return `<s:Envelope xmlns:s="${SOAP}" xmlns:t="${types}" xmlns:b="${basic}">${header}<s:Body>${body}</s:Body></s:Envelope>`
}

/** A key and a certificate that vouches for itself, valid for the given days from now. */
export function newKey(
  owner = 'ИС тестовая',
  days = 30,
  set = 'CryptoPro-A',
): { signer: Signer; pem: string } {
  const from = new Date(Date.now() - 60 * 86_400_000)
  const to = new Date(Date.now() + days * 86_400_000)
  const { key, certificate } = makeSelfSigned(curveOf(set), owner, { from, to })
  const der = readPem(certificate)[0]?.der ?? Buffer.alloc(0)
  return { signer: pureSigner(readCertificate(der), readPrivateKey(key)), pem: certificate }
}

const SIGNED = ['t:SenderProvidedRequestData', 'b:MessageTypeSelector', 'b:AckTargetMessage', 'b:Timestamp']

/** The same request with the caller's signature over the element that must carry it. */
export async function signed(request: string, signer: Signer): Promise<string> {
  const fragment = SIGNED.map((name) =>
    new RegExp(`<${name} Id="([^"]*)".*</${name}>`, 's').exec(request),
  ).find((found) => found !== null)
  const [declared = ''] = / xmlns:t="[^"]*" xmlns:b="[^"]*"/.exec(request) ?? []
  const alone = (fragment?.[0] ?? '').replace(/^<[\w:]+/, (tag) => tag + declared)
  const signature = await signFragment(signer, alone, fragment?.[1] ?? '')
  return request.replace(
    /(<\/t:\w+Request><\/s:Body>)/,
    `<t:CallerInformationSystemSignature>${signature}</t:CallerInformationSystemSignature>$1`,
  )
}

export const freshId = (now = Date.now()) => newMessageId(now)

export function sendRequest(
  content: string,
  id = freshId(),
  files = '',
  extra = '',
  version: Version = '1.2',
): string {
  const list = files && `<b:RefAttachmentHeaderList>${files}</b:RefAttachmentHeaderList>`
  return envelope(
    `<t:SendRequestRequest><t:SenderProvidedRequestData Id="SIGNED_BY_CALLER"><t:MessageID>${id}</t:MessageID>` +
      `<b:MessagePrimaryContent>${content}</b:MessagePrimaryContent>${list}${extra}` +
      `</t:SenderProvidedRequestData></t:SendRequestRequest>`,
    undefined,
    version,
  )
}

export function getResponse(selector = '', version: Version = '1.2'): string {
  const timestamp = new Date().toISOString()
  return envelope(
    `<t:GetResponseRequest><b:MessageTypeSelector Id="S">${selector}<b:Timestamp>${timestamp}</b:Timestamp></b:MessageTypeSelector></t:GetResponseRequest>`,
    undefined,
    version,
  )
}

export const ackRequest = (id: string, version: Version = '1.2') =>
  envelope(
    `<t:AckRequest><b:AckTargetMessage Id="A" accepted="true">${id}</b:AckTargetMessage></t:AckRequest>`,
    undefined,
    version,
  )

export const getStatus = (version: Version = '1.2') =>
  envelope(
    `<t:GetStatusRequest><b:Timestamp Id="T">${new Date().toISOString()}</b:Timestamp></t:GetStatusRequest>`,
    undefined,
    version,
  )

export const value = (xml: string, name: string) =>
  new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^<]*)<`).exec(xml)?.[1]

/** Sends a business content, waits for the answer to it and returns it; acknowledges all it meets on the way. */
export async function exchange(simulator: Process, content: string, files = ''): Promise<string> {
  const id = freshId()
  const sent = await soap(simulator, sendRequest(content, id, files))
  if (sent.status !== 200) return sent.text
  for (let empty = 0; empty < 100;) {
    const { text } = await soap(simulator, getResponse())
    const [, messageId] = /<ns2:MessageMetadata><ns2:MessageId>([^<]*)/.exec(text) ?? []
    if (messageId) await soap(simulator, ackRequest(messageId))
    if (value(text, 'OriginalMessageId') === id) return text
    if (messageId) continue
    empty += 1
    await sleep(20)
  }
  throw new Error('No answer came')
}

export const verdict = (answer: string) => {
  const order = /<order>(.*?)<\/order>/s.exec(answer)?.[1] ?? ''
  return {
    code: Number(value(answer, 'code')),
    status: Number(value(order, 'status')),
    number: value(order, 'elkOrderNumber'),
  }
}

export const TARGET = '-9900000000'
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

export interface OrderOptions {
  orderNumber?: string
  user?: string
  targetCode?: string
  requestDate?: string
  statuses?: [status: number | string, date?: string, attachments?: string][]
}

const history = (statuses: OrderOptions['statuses'] = [[6]]) =>
  `<statusHistoryList>${statuses
    .map(
      ([status, date, attachments = '']) =>
        `<statusHistory><status>${status}</status><statusDate>${date ?? hoursAgo(1)}</statusDate>${attachments}</statusHistory>`,
    )
    .join('')}</statusHistoryList>`

export const person = (snils = '900-000-123 91', birthDate?: string) =>
  birthDate
    ? `<user><userDocSnilsBirthDate><citizenship>643</citizenship><snils>${snils}</snils><birthDate>${birthDate}</birthDate></userDocSnilsBirthDate></user>`
    : `<user><userDocSnils><snils>${snils}</snils><lastName>Вымышленнова</lastName><firstName>Проба</firstName><citizenship>643</citizenship></userDocSnils></user>`

export function createOrder(options: OrderOptions = {}): string {
  return (
    `<ElkOrderRequest xmlns="${ELK}" env="SVCDEV"><CreateOrdersRequest><orders><order>${options.user ?? person()}` +
    `<senderKpp>009901001</senderKpp><senderInn>0099000014</senderInn>` +
    `<serviceTargetCode>${options.targetCode ?? TARGET}</serviceTargetCode><userSelectedRegion>00000000</userSelectedRegion>` +
    `<orderNumber>${options.orderNumber ?? freshId()}</orderNumber><requestDate>${options.requestDate ?? hoursAgo(2)}</requestDate>` +
    `<OfficeInfo><ApplicationAcceptance>4</ApplicationAcceptance></OfficeInfo>${history(options.statuses)}` +
    `</order></orders></CreateOrdersRequest></ElkOrderRequest>`
  )
}

export function updateOrder(options: OrderOptions & { elkOrderNumber?: string }): string {
  const number = options.elkOrderNumber
    ? `<elkOrderNumber>${options.elkOrderNumber}</elkOrderNumber>`
    : `<orderNumber>${options.orderNumber}</orderNumber>`
  return (
    `<ElkOrderRequest xmlns="${ELK}" env="SVCDEV"><UpdateOrdersRequest><orders><order>${number}` +
    `<senderKpp>009901001</senderKpp><senderInn>0099000014</senderInn>${history(options.statuses)}` +
    `</order></orders></UpdateOrdersRequest></ElkOrderRequest>`
  )
}
