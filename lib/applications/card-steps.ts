import type { Tx } from '@/lib/core/db'
import { now } from '@/lib/core/clock'
import type { File, FileSignature } from '@/lib/core/generated/prisma/client'
import type { DeliveryKind, DeliveryState } from '@/lib/core/generated/prisma/enums'
import { shownFault, shownState, takeBackUntil, viewOf } from '@/lib/delivery/labels'
import { remedies, type Remedy } from '@/lib/delivery/remedies'
import { heldIds } from '@/lib/delivery/list-deliveries'
import type { DeliveryView } from '@/lib/delivery/schema'
import { CitizenText } from '@/lib/directories/citizen-text'
import { listDirectory } from '@/lib/directories/list-directory'
import { directories, type Entry, type StatusEntry } from '@/lib/directories/schema'
import { FileSigners, type FileSigner } from '@/lib/files/signers'

export type CardFile = {
  id: string
  name: string
  size: number
  docTypeId: string
  docType: string
  /** `byOrganisation`: made by its key, not by a clerk. */
  signature: { byOrganisation: boolean; signers: FileSigner[] } | null
}
export type CardStep = {
  deliveryId: string
  seq: number
  attempt: number
  kind: DeliveryKind
  status: number
  statusName: string
  statusDate: string
  isInformed: boolean
  withoutResult: boolean
  reason: string | null
  comment: string | null
  /** The text that went to the citizen, by the name of its template. */
  citizenText: { name: string; params: CitizenText['params'] } | null
  backdatedFor: string | null
  by: string
  files: CardFile[]
  delivery: {
    state: DeliveryState
    view: DeliveryView
    code: number | null
    text: string | null
    fault: string | null
    messageId: string | null
    /** СМЭВ's own word about a message that waits for its answer. */
    smevStatus: string | null
    smevStatusAt: string | null
    attempts: number
    createdAt: string
    sentAt: string | null
    settledAt: string | null
    nextAttemptAt: string | null
    deadlineAt: string
    /** Its time has passed while it waited. */
    isOverdue: boolean
    decision: string | null
    takeBackUntil: string | null
    remedies: Remedy[]
  }
}
/** With the signature that is alive. */
export const signed = {
  signatures: { where: { removedAt: null }, select: { signers: true, createdById: true } },
} as const
type SignedFile = File & { signatures: Pick<FileSignature, 'signers' | 'createdById'>[] }

export const cardFile =
  (docTypes: Entry[]) =>
  ({ id, name, size, docTypeId, signatures: [signature] }: SignedFile): CardFile => ({
    id,
    name,
    size: Number(size),
    docTypeId,
    docType: docTypes.find((entry) => entry.code === docTypeId)?.name ?? docTypeId,
    signature: signature
      ? {
          byOrganisation: signature.createdById === null,
          signers: FileSigners.catch([]).parse(signature.signers),
        }
      : null,
  })

function textOf(stored: unknown, templates: Entry[]): CardStep['citizenText'] {
  const { data: text } = CitizenText.safeParse(stored)
  if (!text) return null
  const { name } = templates.find(({ code }) => code === text.template) ?? { name: text.template }
  return { name, params: text.params }
}

/** The course of an application, the last change first. */
export async function cardSteps(
  tx: Tx,
  applicationId: string,
  { statuses, docTypes }: { statuses: StatusEntry[]; docTypes: Entry[] },
): Promise<CardStep[]> {
  const deliveries = await tx.delivery.findMany({
    where: { applicationId },
    orderBy: [{ seq: 'desc' }, { attempt: 'desc' }],
    include: {
      statusChange: { include: { files: { where: { removedAt: null }, include: signed } } },
      message: true,
    },
  })
  const held = await heldIds(
    tx,
    deliveries.map((delivery) => delivery.id),
  )
  const people = await tx.user.findMany({
    where: { id: { in: deliveries.map((delivery) => delivery.statusChange.createdById) } },
    select: { id: true, lastName: true, firstName: true },
  })
  const templates = deliveries.some(({ statusChange }) => statusChange.citizenText)
    ? await listDirectory(tx, directories.template, 'all')
    : []
  const at = now()
  const stopped = deliveries.some((delivery) => delivery.state === 'IMPOSSIBLE')
  return deliveries.map((delivery) => {
    const { statusChange, message } = delivery
    const state = shownState(delivery.state, message)
    const shown = { ...delivery, state, sentAt: message?.sentAt ?? null }
    const author = people.find((person) => person.id === statusChange.createdById)
    const attempts = message?.attempts ?? 0
    const nextAttemptAt = message?.nextAttemptAt ?? null
    const until = takeBackUntil(delivery)
    const waits = { held: held.has(delivery.id), stopped, takeBackUntil: until }
    return {
      deliveryId: delivery.id,
      seq: delivery.seq,
      attempt: delivery.attempt,
      kind: delivery.kind,
      status: statusChange.status,
      statusName: statuses.find((entry) => entry.number === statusChange.status)?.name ?? '',
      statusDate: statusChange.statusDate.toISOString(),
      isInformed: statusChange.isInformed,
      withoutResult: statusChange.withoutResult,
      reason: statusChange.reason,
      comment: statusChange.comment,
      citizenText: textOf(statusChange.citizenText, templates),
      backdatedFor: statusChange.backdatedFor,
      by: author ? `${author.lastName} ${author.firstName[0]}.` : '',
      files: statusChange.files.map(cardFile(docTypes)),
      delivery: {
        state,
        view: viewOf({ ...shown, ...waits, attempts, nextAttemptAt }, at),
        code: delivery.answerCode,
        text: delivery.answerText,
        fault: shownFault(state, delivery.fault, message),
        messageId: delivery.messageId,
        smevStatus: message?.smevStatus ?? null,
        smevStatusAt: message?.smevStatusAt?.toISOString() ?? null,
        attempts,
        createdAt: delivery.createdAt.toISOString(),
        sentAt: message?.sentAt?.toISOString() ?? null,
        settledAt: delivery.settledAt?.toISOString() ?? null,
        nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
        deadlineAt: delivery.deadlineAt.toISOString(),
        isOverdue: delivery.escalatedAt !== null,
        decision: delivery.decision,
        takeBackUntil: until?.toISOString() ?? null,
        remedies: remedies(shown),
      },
    }
  })
}
