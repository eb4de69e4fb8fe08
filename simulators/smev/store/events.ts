import type { Applicant } from '../epgu/applicant'
import type { Code } from '../epgu/codes'
import type { Json } from '../json'
import type { ServiceName } from '../services'
import type { Attachment } from '../soap/multipart'

export interface StoredFile {
  uuid: string
  name: string
  size: number
}

export interface StatusRecord {
  status: number
  date: string
  files: StoredFile[]
}

/** What was decided about one order of one message. `created` and `statuses` change the portal only when the code is 0. */
export interface Outcome {
  kind: 'create' | 'update'
  sender: string
  orderNumber?: string
  elkOrderNumber?: number
  code: Code
  forced?: true
  statuses: StatusRecord[]
  created?: { applicant: Applicant; targetCode: string; requestDate: string; channel: number }
}

export interface Answer {
  id: string
  visibleAt: number
  /** Mnemonic of who answers: the portal or СМЭВ itself. */
  from: string
  /** MessagePrimaryContent or AsyncProcessingStatus. */
  xml: string
  /** What a plug-in of the adapter gives instead. */
  json?: unknown
  /** Waits for the next answer to overtake it. */
  held?: true
  /** Which kind of data it answers; absent: orders. */
  service?: ServiceName
  /** Files that go inside the message. */
  attachments?: Attachment[]
}

/** What ГЭПС decided about one record of a notification. */
export interface Notification {
  recordId: number
  recordKey: string
  contentKey: string
  user: Json
  /** What the citizen is told. */
  messageType: string
  params: Json
  statusCode: 'ACCEPT' | 'REJECT' | 'READ'
  statusMessage: string
}

/** What the official adapter keeps of a message given to it. */
export interface AdapterFacts {
  clientId: string
  content: string
}

export interface Settings {
  delayMs: number
  redeliverySeconds: number
  maxRequestAgeDays: number
  latencyMs: number
  /** 0: neither schemas nor callers' signatures are looked at; the certificate a signature names tells whose it is. */
  checks: number
  /** 0: answers go unsigned. */
  sign: number
  /** 1: answers go as multipart/related even without files. */
  mtom: number
  /** Files inside one message, in bytes. */
  maxAttachmentBytes: number
  /** Files in the store, in bytes; 0: no limit. */
  quotaBytes: number
  /** ЕСНСИ's archives in pieces of so many bytes; 0: in one. */
  cnsiPartBytes: number
  /** How long after ГЭПС has taken a notification it is read. */
  gepsReadMs: number
  /** Answers one caller may leave unread before its requests are refused; 0: no limit. */
  maxPending: number
  /** Messages a second that one caller may send; 0: no limit. */
  perSecond: number
}

export interface MessageEvent {
  t: 'message'
  at: number
  id: string
  transaction: string
  outcomes: Outcome[]
  answers: Answer[]
  test?: true
  /** Whose queue the answers are in; absent: a caller who does not sign. */
  owner?: string
  adapter?: AdapterFacts
  notifications?: Notification[]
}

export type JournalEvent =
  | MessageEvent
  | { t: 'ack'; at: number; id: string }
  | { t: 'service'; at: number; code: string; name: string }
  | { t: 'service-removed'; at: number; code: string }
  | { t: 'order-forgotten'; at: number; elkOrderNumber: number }
  | { t: 'account'; at: number; snils: string; account: boolean }
  | { t: 'sender'; at: number; mnemonic: string; fingerprint?: string; access?: boolean }
  | { t: 'sender-removed'; at: number; mnemonic: string }
  | { t: 'directory'; at: number; number: number; rows: string[][] }
  | { t: 'settings'; at: number; settings: Partial<Settings> }
