import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { changeStatus } from './change-status'
import { getApplication } from './get-application'
import { registerApplication } from './register-application'
import { saveDraft } from './save-draft'

let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterAll(disconnect)

const key = () => crypto.randomUUID()
const deliveries = (id: string) =>
  inOrganisation(planted.clerk, (tx) =>
    tx.delivery.findMany({ where: { applicationId: id }, orderBy: { seq: 'asc' } }),
  )

describe('registering', () => {
  it('writes the application, its status, its message and the audit row together (promise 1)', async () => {
    const { id, number, orderNumber } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    expect(number).toMatch(/^\d{8}$/)
    expect(orderNumber).toBe(`T${planted.mark}-${new Date().getUTCFullYear()}/${number}`)
    const card = await getApplication(planted.clerk, { id })
    expect(card).toMatchObject({ state: 'IN_WORK', elkStatus: 6 })
    expect(card.steps).toHaveLength(1)
    expect(await deliveries(id)).toMatchObject([
      { kind: 'CREATE', state: 'QUEUED', seq: 1, facts: { status: { status: 6 } } },
    ])
    const audit = await inOrganisation(planted.clerk, (tx) =>
      tx.auditEvent.findMany({ where: { subjectId: id } }),
    )
    expect(audit.map((row) => row.action)).toEqual(['application.register'])
  })

  it('makes one application of ten clicks', async () => {
    const input = { idempotencyKey: key(), form: filledForm(planted) }
    const results = await Promise.all(
      Array.from({ length: 10 }, () => registerApplication(planted.clerk, input)),
    )
    expect(new Set(results.map((result) => result.id)).size).toBe(1)
    expect(await deliveries(results[0]?.id ?? '')).toHaveLength(1)
  })

  it('drops nothing silently that is pressed again after it has gone, but with something else in it', async () => {
    const input = { idempotencyKey: crypto.randomUUID(), form: filledForm(planted) }
    const first = await registerApplication(planted.clerk, input)
    const typed = { ...input.form, orderNumber: ` ${first.orderNumber} ` }
    expect((await registerApplication(planted.clerk, { ...input, form: typed })).id).toBe(first.id)
    await expect(
      registerApplication(planted.clerk, { ...input, form: { ...input.form, region: '41000000' } }),
    ).rejects.toMatchObject({ code: 'CONFLICT', options: { data: { id: first.id } } })
  })

  it('keeps nothing when the form is wrong, and says everything that is wrong', async () => {
    const form = filledForm(planted, {
      region: '12',
      person: { by: 'snilsBirthDate', snils: '900-000-123 92', birthDate: '31.02.1990', citizenship: '643' },
    })
    const before = await inOrganisation(planted.clerk, (tx) => tx.application.count())
    await expect(registerApplication(planted.clerk, { idempotencyKey: key(), form })).rejects.toMatchObject({
      code: 'INVALID',
      options: {
        fieldErrors: {
          'person.snils': expect.any(String),
          'person.birthDate': expect.any(String),
          region: expect.any(String),
        },
      },
    })
    expect(await inOrganisation(planted.clerk, (tx) => tx.application.count())).toBe(before)
  })

  it('refuses a number that stands at another application and names that one', async () => {
    const first = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted, { orderNumber: '47-2026/000123' }),
    })
    await expect(
      registerApplication(planted.clerk, {
        idempotencyKey: key(),
        form: filledForm(planted, { orderNumber: '47-2026/000123' }),
      }),
    ).rejects.toMatchObject({
      options: { fieldErrors: { orderNumber: expect.stringContaining(first.number) } },
    })
  })

  it('gives numbers in order, never twice, to clerks at the same time', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        registerApplication(planted.clerk, { idempotencyKey: key(), form: filledForm(planted) }),
      ),
    )
    expect(new Set(all.map((one) => one.number)).size).toBe(20)
  })

  it('refuses an inactive service, one without ТКУ, and one of another organisation', async () => {
    const other = await plantTestOrganisation()
    for (const [serviceId, message] of [
      [planted.services['9900000010000000008'], 'registration.service.choose'],
      [planted.services['9900000010000000007'], 'registration.service.noTargetCode'],
      [other.serviceId, 'registration.service.choose'],
    ])
      await expect(
        registerApplication(planted.clerk, {
          idempotencyKey: key(),
          form: filledForm(planted, { serviceId }),
        }),
      ).rejects.toMatchObject({ options: { fieldErrors: { serviceId: message } } })
  })

  it('tells an information case that it belongs to ГЭПС and sends nothing', async () => {
    await expect(
      registerApplication(planted.clerk, {
        idempotencyKey: key(),
        form: filledForm(planted, { purpose: 'information', channel: '12' }),
      }),
    ).rejects.toMatchObject({ options: { fieldErrors: { purpose: 'registration.purpose.geps' } } })
  })

  it('keeps text with markup as text, all the way to the frozen facts', async () => {
    const form = filledForm(planted, {
      kind: 'LEGAL_ENTITY',
      legal: { by: 'ogrn', ogrn: '1259900000018', title: '<script>alert(1)</script> & ООО «Пример»' },
    })
    const { id } = await registerApplication(planted.clerk, { idempotencyKey: key(), form })
    const [create] = await deliveries(id)
    expect(create?.facts).toMatchObject({ applicant: { title: '<script›alert(1)</script› & ООО «Пример»' } })
  })
})

describe('drafts', () => {
  it('keep any gap and any mistake, and send nothing (F01)', async () => {
    const saved = await saveDraft(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted, { serviceId: '', region: 'нет', orderNumber: 'x'.repeat(50) }),
    })
    expect(await deliveries(saved.id)).toEqual([])
    expect((await getApplication(planted.clerk, { id: saved.id })).state).toBe('DRAFT')
  })

  it('of two clerks the second is shown both versions, and nothing is lost', async () => {
    const opened = { idempotencyKey: key(), form: filledForm(planted) }
    const { id, version } = await saveDraft(planted.clerk, opened)
    await saveDraft(planted.clerk, {
      ...opened,
      id,
      version,
      form: filledForm(planted, { region: '99000001' }),
    })
    const mine = filledForm(planted, { region: '99000002' })
    await expect(
      saveDraft(planted.secondClerk, { ...opened, id, version, form: mine }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      options: {
        data: {
          version: version + 1,
          changedBy: expect.stringContaining('Образцова'),
          form: { region: '99000001' },
        },
      },
    })
  })

  it('goes from draft to sent under one number', async () => {
    const opened = { idempotencyKey: key(), form: filledForm(planted) }
    const draft = await saveDraft(planted.clerk, opened)
    const sent = await registerApplication(planted.clerk, { ...opened, id: draft.id, version: draft.version })
    expect(sent).toMatchObject({ id: draft.id, number: draft.number })
    await expect(
      saveDraft(planted.clerk, { ...opened, id: draft.id, version: sent.version }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('another organisation', () => {
  it('finds nothing: cards, drafts and statuses answer «not found»', async () => {
    const other = await plantTestOrganisation()
    const { id, version } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    await expect(getApplication(other.clerk, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(
      saveDraft(other.clerk, { id, version, idempotencyKey: key(), form: filledForm(other) }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const change = {
      applicationId: id,
      version,
      idempotencyKey: key(),
      status: 7,
      statusDate: '01.01.2026 10:00',
      isInformed: false,
      withoutResult: false,
      reason: '',
      backdatedFor: '',
      comment: '',
      fileIds: [],
    }
    await expect(changeStatus(other.clerk, change)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the database itself', () => {
  it('lets web change neither facts nor an accepted delivery, nor the audit', async () => {
    const { id } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    const attempts = [
      `UPDATE deliveries SET facts = '{}' WHERE application_id = '${id}'`,
      `UPDATE status_changes SET status = 3 WHERE application_id = '${id}'`,
      `UPDATE audit_events SET action = 'x'`,
      `DELETE FROM audit_events`,
      `DELETE FROM deliveries WHERE application_id = '${id}'`,
      `SELECT * FROM message_splits`,
    ]
    for (const sql of attempts)
      await expect(inOrganisation(planted.clerk, (tx) => tx.$executeRawUnsafe(sql))).rejects.toThrow(
        /permission denied/,
      )
  })

  it('refuses, even to its owner, to change frozen facts or to let two changes of one application be under way', async () => {
    const client = owner()
    const { id, version } = await registerApplication(planted.clerk, {
      idempotencyKey: key(),
      form: filledForm(planted),
    })
    const change = {
      applicationId: id,
      version,
      idempotencyKey: key(),
      status: 36,
      statusDate: new Date().toISOString().slice(0, 16),
      isInformed: false,
      withoutResult: false,
      reason: '',
      backdatedFor: '',
      comment: '',
      fileIds: [],
    }
    await changeStatus({ ...planted.clerk, timeZone: 'UTC' }, change)
    await expect(
      client.$executeRawUnsafe(`UPDATE deliveries SET facts = '{}' WHERE application_id = '${id}'`),
    ).rejects.toThrow(/frozen/)
    await expect(
      client.$executeRawUnsafe(
        `UPDATE deliveries SET state = 'SENDING' WHERE application_id = '${id}' AND seq = 2`,
      ),
    ).rejects.toThrow(/not settled/)
    await client.$disconnect()
  })
})
