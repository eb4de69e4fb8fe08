import { type Applicant, snilsKey } from '../epgu/applicant'
import { formatSnils } from '../epgu/identifiers'
import { CALLER, SMEV } from '../soap/write'
import type {
  Answer,
  JournalEvent,
  MessageEvent,
  Notification,
  Outcome,
  Settings,
  StatusRecord,
  StoredFile,
} from './events'
import { AdapterMessages } from '../adapter/messages'
import { Shelf } from '../cnsi/shelf'
import { Senders } from './senders'

export interface OrderRecord {
  elkOrderNumber: number
  sender: string
  orderNumber: string
  applicantKey: string
  targetCode: string
  requestDate: string
  channel: number
  statuses: (StatusRecord & { at: number })[]
}

export interface AppliedEntry {
  n: number
  messageId: string
  sender: string
  orderNumber: string | null
  elkOrderNumber: number | null
  kind: 'create' | 'update'
  status: number | null
  statusDate: string | null
  code: number
  forced: boolean
  at: number
}

export type PendingAnswer = Answer & {
  originalId: string
  transaction: string
  owner: string
  at: number
  deliveredAt?: number
}
export type ApplicantRecord = Applicant & { account: boolean }

const FIRST_NUMBER = 2165858735

/** Everything the simulator knows; it changes only by events of the journal, so replaying them brings it back. */
export class State {
  readonly settings: Settings
  readonly services = new Map<string, string>()
  readonly applicants = new Map<string, ApplicantRecord>()
  readonly orders = new Map<number, OrderRecord>()
  readonly messages = new Map<string, { at: number; rejected: boolean }>()
  readonly pending = new Map<string, PendingAnswer>()
  readonly applied: AppliedEntry[] = []
  readonly files = new Map<string, StoredFile>()
  readonly senders = new Senders()
  readonly adapter = new AdapterMessages()
  readonly shelf = new Shelf()
  readonly notifications: (Notification & { messageId: string; at: number })[] = []
  readonly transactions = new Set<string>()
  readonly ordersOf = new Map<string, OrderRecord[]>()
  private readonly byDepartment = new Map<string, OrderRecord>()
  private readonly held: PendingAnswer[] = []
  private readonly buckets = new Map<string, { tokens: number; filledAt: number }>()
  acknowledged = 0
  private lastNumber = FIRST_NUMBER - 1

  constructor(delayMs: number) {
    this.settings = {
      delayMs,
      redeliverySeconds: 900,
      maxRequestAgeDays: 180,
      latencyMs: 0,
      checks: 1,
      sign: 1,
      mtom: 0,
      maxAttachmentBytes: 5 * 1024 * 1024,
      quotaBytes: 0,
      maxPending: 0,
      perSecond: 0,
      cnsiPartBytes: 0,
      gepsReadMs: 2_000,
    }
  }

  /** A bucket of one second's messages for each caller; false: it is empty. */
  mayTake(caller: string, at: number): boolean {
    const { perSecond } = this.settings
    if (perSecond === 0) return true
    const { tokens, filledAt } = this.buckets.get(caller) ?? { tokens: perSecond, filledAt: at }
    const filled = Math.min(perSecond, tokens + ((at - filledAt) / 1000) * perSecond)
    this.buckets.set(caller, { tokens: filled < 1 ? filled : filled - 1, filledAt: at })
    return filled >= 1
  }

  nextNumber(): number {
    return this.lastNumber + 1
  }

  findByDepartment(sender: string, orderNumber: string): OrderRecord | undefined {
    return this.byDepartment.get(`${sender}\n${orderNumber}`)
  }

  waitingOf(owner: string): number {
    let waiting = 0
    for (const answer of this.pending.values()) if (answer.owner === owner) waiting += 1
    return waiting
  }

  apply(event: JournalEvent): void {
    if (event.t === 'message') {
      if (!event.test) for (const outcome of event.outcomes) this.applyOutcome(outcome, event.at)
      this.record(event)
    } else if (event.t === 'ack') this.acknowledge(event.id)
    else if (event.t === 'service') this.services.set(event.code, event.name)
    else if (event.t === 'service-removed') this.services.delete(event.code)
    else if (event.t === 'order-forgotten') this.forget(event.elkOrderNumber)
    else if (event.t === 'directory') this.shelf.put(event.number, event.rows, event.at)
    else if (event.t === 'sender') this.putSender(event)
    else if (event.t === 'sender-removed') this.senders.remove(event.mnemonic)
    else if (event.t === 'account') this.setAccount(event.snils, event.account)
    else Object.assign(this.settings, event.settings)
  }

  /** One decided order. While a message is being decided its orders are applied one by one, so that each sees the last. */
  applyOutcome(outcome: Outcome, at: number): void {
    if (outcome.code !== 0 || outcome.elkOrderNumber === undefined) return
    if (outcome.created) this.create(outcome, outcome.created, outcome.elkOrderNumber)
    const order = this.orders.get(outcome.elkOrderNumber)
    for (const status of outcome.statuses) {
      order?.statuses.push({ ...status, at })
      for (const file of status.files) this.files.set(file.uuid, file)
    }
  }

  /** The rest of a message: its identifier, its lines in the journal of orders and the answers to it. */
  record(event: MessageEvent): void {
    const rejected = event.answers.some(({ from }) => from === SMEV)
    this.messages.set(event.id, { at: event.at, rejected })
    this.transactions.add(event.transaction)
    for (const outcome of event.outcomes) {
      const history = outcome.statuses.length > 0 ? outcome.statuses : [undefined]
      for (const status of history)
        this.applied.push({
          n: this.applied.length + 1,
          messageId: event.id,
          sender: outcome.sender,
          orderNumber: outcome.orderNumber ?? null,
          elkOrderNumber: outcome.elkOrderNumber ?? null,
          kind: outcome.kind,
          status: status?.status ?? null,
          statusDate: status?.date ?? null,
          code: outcome.code,
          forced: outcome.forced === true,
          at: event.at,
        })
    }
    for (const answer of event.answers) this.queue(answer, event)
    this.adapter.record(event)
    for (const notification of event.notifications ?? [])
      this.notifications.push({ ...notification, messageId: event.id, at: event.at })
  }

  /** An answer held back goes behind the first answer to another message: the queue is served in the order of the map. */
  private queue(answer: Answer, event: MessageEvent): void {
    const entry = {
      ...answer,
      originalId: event.id,
      transaction: event.transaction,
      owner: event.owner ?? CALLER,
      at: event.at,
    }
    this.pending.set(entry.id, entry)
    if (entry.held) return void this.held.push(entry)
    for (const held of this.held.splice(0)) {
      if (!this.pending.delete(held.id)) continue
      this.pending.set(held.id, { ...held, visibleAt: Math.min(held.visibleAt, entry.visibleAt) })
    }
  }

  private create(outcome: Outcome, created: NonNullable<Outcome['created']>, elkOrderNumber: number): void {
    const { applicant, ...facts } = created
    const orderNumber = outcome.orderNumber ?? ''
    const order = {
      ...facts,
      elkOrderNumber,
      sender: outcome.sender,
      orderNumber,
      applicantKey: applicant.key,
      statuses: [],
    }
    this.lastNumber = Math.max(this.lastNumber, elkOrderNumber)
    this.orders.set(elkOrderNumber, order)
    this.byDepartment.set(`${outcome.sender}\n${orderNumber}`, order)
    const others = this.ordersOf.get(applicant.key)
    if (others) others.push(order)
    else this.ordersOf.set(applicant.key, [order])
    const known = this.applicants.get(applicant.key)
    this.applicants.set(applicant.key, {
      ...applicant,
      name: applicant.name || known?.name || '',
      birthDate: applicant.birthDate ?? known?.birthDate,
      account: known?.account ?? true,
    })
  }

  /** As if ЕПГУ had lost it: its number is not given again, its lines stay in the journal of orders. */
  private forget(elkOrderNumber: number): void {
    const order = this.orders.get(elkOrderNumber)
    if (!order) return
    this.orders.delete(elkOrderNumber)
    this.byDepartment.delete(`${order.sender}\n${order.orderNumber}`)
    const left = this.ordersOf.get(order.applicantKey)?.filter((other) => other !== order) ?? []
    this.ordersOf.set(order.applicantKey, left)
  }

  /** A certificate that changes hands takes the answers that wait for it along. */
  private putSender({ mnemonic, fingerprint, access }: JournalEvent & { t: 'sender' }): void {
    const former = this.senders.put(mnemonic, fingerprint, access)
    if (former === undefined || this.senders.find(former)?.certificates.length) return
    this.senders.remove(former)
    for (const answer of this.pending.values()) if (answer.owner === former) answer.owner = mnemonic
  }

  private setAccount(snils: string, account: boolean): void {
    const key = snilsKey(snils)
    const known = this.applicants.get(key)
    const fresh = {
      key,
      kind: 'person' as const,
      name: '',
      identifier: `СНИЛС ${formatSnils(snils)}`,
      consistent: true,
    }
    this.applicants.set(key, { ...(known ?? fresh), account })
  }

  private acknowledge(id: string): void {
    if (this.pending.delete(id)) this.acknowledged += 1
  }
}
