import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { now } from '@/lib/core/clock'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { changeStatus } from './change-status'
import { getApplication } from './get-application'
import { registerApplication } from './register-application'

/** Decisions about a refused change while others of the application wait behind it. */
let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterAll(disconnect)

const key = () => crypto.randomUUID()
const card = (id: string) => getApplication(planted.clerk, { id })
async function change(id: string, status: number, extra: object = {}) {
  const { version } = await card(id)
  const plain = {
    isInformed: false,
    withoutResult: true,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds: [],
  }
  const statusDate = formatDateTime(now(), planted.clerk.timeZone)
  return changeStatus(planted.clerk, {
    applicationId: id,
    version,
    idempotencyKey: key(),
    status,
    statusDate,
    ...plain,
    ...extra,
  })
}
async function refuse(id: string, seq: number, code: number): Promise<string> {
  const client = owner()
  await client.$executeRaw`UPDATE deliveries SET state = 'ACCEPTED' WHERE application_id = ${id}::uuid AND seq < ${seq} AND state = 'QUEUED'`
  await client.$executeRaw`UPDATE deliveries SET state = 'REFUSED', answer_code = ${code} WHERE application_id = ${id}::uuid AND seq = ${seq} AND state <> 'SUPERSEDED'`
  await client.$disconnect()
  return (
    (await card(id)).steps.find((step) => step.seq === seq && step.delivery.state === 'REFUSED')
      ?.deliveryId ?? ''
  )
}

describe('a status chosen instead of a refused one', () => {
  it('does not take the application back behind a final status that waits', async () => {
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    await change(id, 36)
    await change(id, 3)
    const insteadOf = await refuse(id, 2, 31)
    await change(id, 7, { insteadOf })
    expect(await card(id)).toMatchObject({ state: 'GRANTED', elkStatus: 3, next: [] })
    await expect(change(id, 14)).rejects.toMatchObject({ code: 'INVALID' })
  })

  it('may not itself be final while others wait behind it', async () => {
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    await change(id, 36)
    await change(id, 7)
    const insteadOf = await refuse(id, 2, 31)
    await expect(change(id, 3, { insteadOf })).rejects.toMatchObject({
      options: { fieldErrors: { status: 'statuses.notAllowed' } },
    })
  })

  it('is the end when it is the last, and then the state is its own', async () => {
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    await change(id, 3)
    const insteadOf = await refuse(id, 2, 31)
    await change(id, 7, { insteadOf })
    expect(await card(id)).toMatchObject({ state: 'IN_WORK', elkStatus: 7 })
  })
})

describe('a corrected Create', () => {
  it('takes the changes that wait behind it under its new number, and leaves their old facts as they were', async () => {
    const form = filledForm(planted, { orderNumber: `OLD-${planted.mark}` })
    const opened = { idempotencyKey: key(), form }
    const { id } = await registerApplication(planted.clerk, opened)
    await change(id, 3)
    await refuse(id, 1, 34)
    const { version } = await card(id)
    await registerApplication(planted.clerk, {
      ...opened,
      id,
      version,
      form: { ...form, orderNumber: `NEW-${planted.mark}` },
    })
    const rows = await inOrganisation(planted.clerk, (tx) =>
      tx.delivery.findMany({ where: { applicationId: id }, orderBy: [{ seq: 'asc' }, { attempt: 'asc' }] }),
    )
    expect(
      rows.map((row) => [row.seq, row.state, (row.facts as { orderNumber: string }).orderNumber.slice(0, 3)]),
    ).toEqual([
      [1, 'SUPERSEDED', 'OLD'],
      [1, 'QUEUED', 'NEW'],
      [2, 'SUPERSEDED', 'OLD'],
      [2, 'QUEUED', 'NEW'],
    ])
    expect(await card(id)).toMatchObject({ state: 'GRANTED', elkStatus: 3 })
  })
})

it('tells a key used for another application instead of pretending success', async () => {
  const one = await registerApplication(planted.clerk, { idempotencyKey: key(), form: filledForm(planted) })
  const two = await registerApplication(planted.clerk, { idempotencyKey: key(), form: filledForm(planted) })
  const idempotencyKey = key()
  await change(one.id, 36, { idempotencyKey })
  await expect(change(two.id, 36, { idempotencyKey })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'statuses.keyUsed',
  })
})

it('gives no form of the applicant away in the conflict of a status', async () => {
  const { id } = await registerApplication(planted.clerk, {
    idempotencyKey: key(),
    form: filledForm(planted),
  })
  const conflict = await change(id, 36, { version: 999 }).catch((error: unknown) => error)
  expect(conflict).toMatchObject({
    code: 'CONFLICT',
    options: { data: { version: expect.any(Number), changedBy: expect.any(String) } },
  })
  expect(JSON.stringify(conflict)).not.toContain('snils')
})
