import type { Readable } from 'node:stream'
import type { Signer } from '@/lib/gost/signer'
import type { CnsiQuestion } from './cnsi/question'
import type { CnsiReply } from './cnsi/reply'
import type { CreateOrder, Environment, UpdateOrder } from './elk/order'
import type { OrdersResponse } from './elk/parse-response'
import type { ExchangeVersion } from './envelope/soap'
import type { Verdict } from './faults'
import type { Trust } from './signature/believe'

export interface FtpStore {
  host: string
  port: number
  user: string
  password: string
}

export interface S3Store {
  endpoint: string
  bucket: string
  region: string
  accessKey: string
  secretKey: string
}

export interface GatewaySettings {
  /** Address of СМЭВ's message exchange. */
  endpoint: string
  fileStore: FtpStore | S3Store
  /** Answers to ask for; an empty one takes any. */
  selector: { namespaceUri?: string; rootElement?: string }
  /** Root by which answers of ЕСНСИ are asked for; CnsiResponse when not given. */
  cnsiRoot?: string
  /** Milliseconds for one exchange. */
  timeoutMs: number
  /** Bytes of one answer. */
  maxBytes: number
  /** Message exchange of СМЭВ; 1.2 when not given. */
  version?: ExchangeVersion
  /** Without a signer nothing leaves loopback (decision 8). */
  signer?: Signer
  /** Whose signatures on answers are believed; without it they are not looked at, on loopback alone. */
  trust?: Trust
  /** Milliseconds that a message lives from when it is made (EOL); without it СМЭВ's own limit counts. */
  lifeMs?: number
  /** SHA-256 fingerprint (hexadecimal) that the TLS certificate of the endpoint must have, when pinned. */
  tlsPin?: string
}

export type PrepareRequest = { messageId: string; environment: Environment; testMessage?: boolean } & (
  { kind: 'CREATE'; orders: readonly CreateOrder[] } | { kind: 'UPDATE'; orders: readonly UpdateOrder[] }
)

export interface AdapterSettings {
  /** SOAP, JSON of the same operations, or the plug-in of this data type. */
  form: 'soap' | 'rest' | 'plugin'
  /** The service of SOAP; for the others the base that the operation's name is put after. */
  url: string
  /** Code of our information system in the adapter (itSystem). */
  system: string
  node?: string
  /** Mnemonic of the plug-in. */
  plugin: string
  /** The adapter's directory of files as we see it, and as the adapter does. */
  files: string
  filesSeen: string
  timeoutMs: number
  maxBytes: number
}

export interface FolderSettings {
  /** Where messages are put, and files under `files`. */
  out: string
  /** Where answers appear. */
  in: string
  system: string
  maxBytes: number
}

/** With «stop» nothing is wrong with the message: no message can be made until an operator acts. */
export type Prepared =
  { ok: true; bytes: Buffer } | { ok: false; errors: string[]; verdict?: 'stop'; fault?: string }

/**
 * A fault as a value: what to do, its name, the words of whoever gave it, and the bytes that came. Words of СМЭВ may
 * quote what was sent, applicants' data included: show them to those who may see it, never log them.
 */
export interface Refused {
  verdict: Verdict
  fault: string
  text: string
  raw?: Buffer
}

export type UploadOutcome = { ok: true } | ({ ok: false } & Refused)
export type SendOutcome =
  { verdict: 'taken'; raw: Buffer } | (Refused & { verdict: Exclude<Verdict, 'taken'> })
export type ReceiveOutcome =
  { kind: 'empty' } | { kind: 'message'; raw: Buffer } | ({ kind: 'fault' } & Refused)
/** With the Ack as it left and what came back, where there are such bytes. */
export type AcknowledgeOutcome = ({ ok: true; raw?: Buffer } | ({ ok: false } & Refused)) & { sent?: Buffer }

export interface FaultDetails {
  name: string
  code?: string
  description?: string
  errors: string[]
  /** Value of SignatureVerificationFault. */
  signatureReason?: string
}

export type AnswerOutcome =
  | { kind: 'orders'; response: OrdersResponse }
  | { kind: 'rejected'; reasons: { code: string; description: string }[] }
  | { kind: 'status'; code: string; description: string; parameters: { key: string; value: string }[] }
  | { kind: 'processing'; category: string; rejectedBySmev: boolean; details?: string; fault?: FaultDetails }
  /** Of ЕСНСИ. The signatures cover what is said of attachments, not the attachments themselves. */
  | { kind: 'directory'; reply: CnsiReply }
  /** Business content that is not an ElkOrderResponse we can read. */
  | { kind: 'foreign'; root?: string; namespace?: string; reason: string }

export type Answer =
  | {
      ok: true
      /** Id of the answer, for acknowledge(). */
      messageId: string
      /** Id of our request that it answers. */
      originalMessageId?: string
      sender?: string
      sentAt?: string
      outcome: AnswerOutcome
    }
  /** `untrusted`: its signatures hold, but our settings do not trust who signed; read again once they are mended. */
  | { ok: false; reason: string; untrusted?: boolean }

/** The bytes that leave: the prepared ones with the signature of the key that is in force. */
export type Sealed = { ok: true; bytes: Buffer } | ({ ok: false } & Refused)

/** What СМЭВ says of a message of ours that is under way; told once, whoever asks. */
export type StatusOutcome =
  | { kind: 'empty' }
  | { kind: 'status'; raw: Buffer; messageId?: string; category: string }
  | ({ kind: 'fault' } & Refused)

export interface Gateway {
  /** Why nothing goes this way, where that is known beforehand. */
  refuses?: { fault: string; text: string }
  /** Builds the message and checks it against the schema; nothing leaves here. */
  prepare(request: PrepareRequest): Prepared
  /** The same for a question to ЕСНСИ; a driver that cannot ask has none. */
  prepareQuestion?(request: { messageId: string; question: CnsiQuestion }): Prepared
  upload(file: {
    storeUuid: string
    name: string
    size: number
    sha256?: Uint8Array
    open: (start?: number) => Readable
  }): Promise<UploadOutcome>
  /** Signs what prepare() made; what the same certificate signed already stays as it is. Commit the result, then send(). */
  seal(bytes: Buffer): Promise<Sealed>
  /** `messageId` is the one inside the bytes; `again`: they may have left before. */
  send(bytes: Buffer, messageId: string, again?: boolean): Promise<SendOutcome>
  /** The next answer in the queue as bytes: commit them, then read(), then acknowledge(). */
  receive(): Promise<ReceiveOutcome>
  /** The same for answers of ЕСНСИ. */
  receiveDirectory?(): Promise<ReceiveOutcome>
  read(raw: Buffer): Answer
  acknowledge(messageId: string, accepted?: boolean): Promise<AcknowledgeOutcome>
  /** The next word of СМЭВ about a message of ours; a driver that cannot ask has none. */
  status?(): Promise<StatusOutcome>
  /** Asks for the answer to one request, where a queue acknowledges by itself and an answer may have died on its way. */
  lookUp?(messageId: string): Promise<ReceiveOutcome>
  /** Takes an answer that is not ours out of the way, where nobody else shares the queue. */
  putAside?(messageId: string): Promise<AcknowledgeOutcome>
  close(): void
}
