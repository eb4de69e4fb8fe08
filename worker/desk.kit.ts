import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { getApplication, type Card } from '@/lib/applications/get-application'
import type { ChangeStatus } from '@/lib/applications/schema'
import { registerApplication } from '@/lib/applications/register-application'
import { now } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { answer, scriptedGateway } from './scripted-gateway.kit'

const TEMPLATE = 'ELK_TEST_TEXT'

/** A desk whose changes a test delivers by hand; each test begins with nothing waiting. */
export const desk = {} as { planted: Planted; smev: ReturnType<typeof scriptedGateway> }

export function openDesk(): void {
  beforeAll(async () => void (desk.planted = await plantTestOrganisation()))
  beforeEach(async () => {
    desk.smev = scriptedGateway()
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'SKIPPED' WHERE state NOT IN ('ACCEPTED', 'SUPERSEDED')`
    await client.$executeRaw`UPDATE messages SET state = 'ANSWERED' WHERE state IN ('PREPARED', 'SENT')`
    await client.$disconnect()
  })
  afterAll(async () => {
    const client = owner()
    expect(await wrongTurns(client)).toEqual([])
    expect(await wrongInTheList(client)).toEqual([])
    await client.directoryEntry.deleteMany({ where: { directory: 7293, code: TEMPLATE } })
    await client.$disconnect()
    await disconnect()
  })
}

/** Changes whose `ready_at` does not say whether their turn has come. */
const wrongTurns = (client: ReturnType<typeof owner>) => client.$queryRaw`
  SELECT d.id, d.seq, d.ready_at FROM deliveries d
  WHERE d.state = 'QUEUED' AND (d.ready_at IS NULL) <> EXISTS (
    SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.seq < d.seq
      AND e.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))`

/** Applications whose state in the list is not what the deliveries' trigger makes of them. */
const wrongInTheList = (client: ReturnType<typeof owner>) =>
  client.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT applications_show_delivery(ARRAY(SELECT id FROM applications), '{}')`
    return tx.$queryRaw`SELECT number, delivery_state::text, transfer_by FROM applications WHERE xmin = pg_current_xact_id()::xid`
  })

export const register = () =>
  registerApplication(desk.planted.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(desk.planted),
  })
export const card = (id: string) => getApplication(desk.planted.clerk, { id })
export const views = (shown: Card) => shown.steps.map((step) => [step.seq, step.delivery.view])

/** A template of ЕСНСИ 7293, as a loaded directory would have it. Returns its mnemonic. */
export async function plantTemplate(): Promise<string> {
  const client = owner()
  const code = TEMPLATE
  const attributes = { esnsi: { Текст: '<#if text?hasContent>${(text)!}</#if>' } }
  const where = { directory_code: { directory: 7293, code } }
  const row = { directory: 7293, code, name: 'Сообщение заявителю', attributes, closedAt: null }
  await client.directoryEntry.upsert({ where, create: row, update: row })
  await client.$disconnect()
  return code
}

export async function change(
  id: string,
  status: number,
  fileIds: string[] = [],
  given: Partial<ChangeStatus> = {},
) {
  const { version } = await card(id)
  return changeStatus(desk.planted.clerk, {
    applicationId: id,
    version,
    idempotencyKey: crypto.randomUUID(),
    status,
    statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
    isInformed: false,
    withoutResult: false,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds,
    ...given,
  })
}

/** Lets the time of every wait pass: what waits for its next try is due. */
export async function passDelays(): Promise<void> {
  const client = owner()
  await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE state = 'PREPARED'`
  await client.$executeRaw`UPDATE deliveries SET not_before = app_now() WHERE state = 'QUEUED'`
  await client.$disconnect()
}

/** Puts ЕПГУ's answer to the message sent at this place into СМЭВ's queue. */
export function reply(
  place: number,
  orderNumber: string,
  status = 0,
  kind: 'Create' | 'Update' = 'Create',
): void {
  const order = {
    orderNumber,
    elkOrderNumber: status ? '0' : '2165858735',
    status,
    message: status ? 'refused' : 'OK',
  }
  desk.smev.queue.push(answer(desk.smev.sent[place]?.messageId ?? '', kind, [order]))
}
