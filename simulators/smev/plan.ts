import { REFUSALS } from './epgu/codes'
import { FAULT_NAMES, type FaultName } from './soap/faults'

export const OPERATIONS = [
  'SendRequest',
  'GetResponse',
  'Ack',
  'GetStatus',
  'AdapterSend',
  'AdapterGet',
  'AdapterFind',
  'Upload',
] as const
export type Operation = (typeof OPERATIONS)[number]

export const BREAKDOWNS = ['hang', 'disconnect', 'http502', 'garbage', 'empty', 'slow'] as const
export type Breakdown = (typeof BREAKDOWNS)[number]
export const isBreakdown = (fault: string): fault is Breakdown => BREAKDOWNS.some((known) => known === fault)

/** Faults of the official adapter. */
export const ADAPTER_FAULTS = ['SystemFault', 'ValidationFault'] as const

export const FORCED = [...REFUSALS, 'SMEV-403', 'silence', 'duplicate', 'parts', 'reorder'] as const
export type Forced = (typeof FORCED)[number]

export interface OperationRule {
  operation: Operation | '*'
  fault: FaultName | Breakdown | (typeof ADAPTER_FAULTS)[number]
  /** How many calls it spoils; without it, all until it is deleted. */
  count?: number
  /** Spoils every n-th call only. */
  every?: number
  /** The operation takes effect and only its answer is spoilt. */
  after?: boolean
}

export interface AnswerRule {
  answer: Forced
  targetCode?: string
  count: number
}

/** What has been asked to go wrong. It is not kept across a restart. */
export class Plan {
  private operations: (OperationRule & { seen: number })[] = []
  answers: AnswerRule[] = []

  get rules(): (OperationRule | AnswerRule)[] {
    return [...this.operations, ...this.answers]
  }

  add(rule: OperationRule | AnswerRule): void {
    if ('operation' in rule) this.operations.push({ ...rule, seen: 0 })
    else this.answers.push({ ...rule })
  }

  clear(): void {
    this.operations = []
    this.answers = []
  }

  takeOperation(operation: Operation): OperationRule | undefined {
    for (const rule of this.operations) {
      if (rule.operation !== '*' && rule.operation !== operation) continue
      rule.seen += 1
      if (rule.every !== undefined && rule.seen % rule.every !== 0) continue
      if (rule.count !== undefined && (rule.count -= 1) === 0)
        this.operations = this.operations.filter((other) => other !== rule)
      return rule
    }
    return undefined
  }

  /** The next answer chosen by the trainer that fits one of these services, out of the kinds asked for. */
  takeAnswer(targetCodes: (string | undefined)[], kinds: (answer: Forced) => boolean): Forced | undefined {
    const fits = (rule: AnswerRule) => rule.targetCode === undefined || targetCodes.includes(rule.targetCode)
    const rule = this.answers.find((candidate) => kinds(candidate.answer) && fits(candidate))
    if (rule && (rule.count -= 1) === 0) this.answers = this.answers.filter((other) => other !== rule)
    return rule?.answer
  }
}

const positive = (value: unknown) =>
  Number.isInteger(value) && Number(value) > 0 ? Number(value) : undefined

/** Reads a rule from JSON or a form; undefined when it is not one. */
export function readRule(body: Record<string, unknown>): OperationRule | AnswerRule | undefined {
  const answer = FORCED.find((known) => String(known) === String(body.answer))
  if (body.answer !== undefined) {
    const targetCode =
      typeof body.targetCode === 'string' && body.targetCode !== '' ? body.targetCode : undefined
    return answer === undefined ? undefined : { answer, targetCode, count: positive(body.count) ?? 1 }
  }
  const operation = (['*', ...OPERATIONS] as const).find((known) => known === body.operation)
  const fault = [...FAULT_NAMES, ...ADAPTER_FAULTS, ...BREAKDOWNS].find((known) => known === body.fault)
  const adapters = ADAPTER_FAULTS.some((known) => known === fault)
  if (!operation || !fault || (adapters && !operation.startsWith('Adapter'))) return undefined
  return {
    operation,
    fault,
    count: positive(body.count),
    every: positive(body.every),
    after: body.after === true,
  }
}
