import { createAgain } from '@/lib/applications/create-again'
import { dismissUser } from '@/lib/applications/dismiss-user'
import { registerApplication } from '@/lib/applications/register-application'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { saveDraft } from '@/lib/applications/save-draft'
import { takeBack } from '@/lib/applications/take-back'
import { transferAgain } from '@/lib/applications/transfer-again'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { exportServices } from '@/lib/catalogue/export-services'
import { requestTku } from '@/lib/catalogue/request-tku'
import { saveService } from '@/lib/catalogue/save-service'
import { SaveService } from '@/lib/catalogue/schema'
import { showService } from '@/lib/catalogue/show-service'
import { applyImport } from '@/lib/directories/apply-import'
import { cancelImport } from '@/lib/directories/cancel-import'
import { requestImports } from '@/lib/directories/request-imports'
import { attachFile } from '@/lib/files/attach-file'
import { getFile } from '@/lib/files/get-file'
import { removeFile } from '@/lib/files/remove-file'
import { closeOffice } from '@/lib/organisations/close-office'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { saveOffice } from '@/lib/organisations/save-office'
import { saveOrganisation } from '@/lib/organisations/save-organisation'
import { enableUser } from '@/lib/users/enable-user'
import { endSessions } from '@/lib/users/end-sessions'
import { openUser } from '@/lib/users/get-user'
import { reportUsers } from '@/lib/users/report-users'
import { resetPassword } from '@/lib/users/reset-password'
import { saveUser } from '@/lib/users/save-user'
import type { SaveUser } from '@/lib/users/schema'
import { filledForm, filledUser } from '@/scripts/testing/plant'
import { change, desk, register } from './desk.kit'
import { asOwner } from './message-log.kit'

export type Act = () => Promise<unknown>
const key = () => crypto.randomUUID()
const clerk = () => desk.planted.clerk
const administrator = () => desk.planted.administrator
export const owned = (sql: string, values: unknown[] = []) => asOwner((client) => client.query(sql, values))

let made = 0
const service = () =>
  SaveService.parse({
    id: key(),
    name: 'Выдача справки (пример)',
    level: '',
    eserviceCode: `99${String(now().getTime()).slice(-12)}${made++}`,
    codeOrigin: 'RGU',
    targetCode: '',
    onEpgu: false,
    stateStructureCode: '',
    allowedApplicants: ['PERSON'],
    defaultChannel: '',
    termWorkingDays: '10',
    allowedStatuses: [],
    statusComments: [],
    citizenTexts: [],
    resultName: '',
    tkuState: 'NONE',
    testSince: '',
    productionSince: '',
  })
async function person(): Promise<SaveUser> {
  const user = filledUser(desk.planted)
  await saveUser(administrator(), user)
  return user
}
async function sessionOf(userId: string): Promise<Session> {
  const session = { ...clerk(), id: key(), userId }
  await owned(
    `INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at)
     VALUES ($1::uuid, sha256($1::text::bytea), $2, app_now(), app_now(), app_now() + interval '1 hour')`,
    [session.id, userId],
  )
  return session
}
async function office() {
  const made = { id: key(), name: `Окно ${key()}`, address: '', frguCode: null, oktmo: '99000000' }
  await saveOffice(administrator(), made)
  return made
}
async function reading(directory: number, state: string): Promise<string> {
  const id = key()
  await owned(
    `UPDATE directory_imports SET state = 'CANCELLED' WHERE directory = $1 AND state IN ('REQUESTED', 'ASKED', 'RECEIVED')`,
    [directory],
  )
  await owned(
    `INSERT INTO directory_imports (id, directory, organisation_id, state, requested_by_id, requested_at, next_attempt_at, rows)
     VALUES ($1, $2, $3, $4::directory_import_state, $5, app_now(), app_now(), '[]')`,
    [id, directory, clerk().organisationId, state, administrator().userId],
  )
  return id
}
const applied = async (directory: number) =>
  (
    await owned(
      `SELECT id FROM directory_imports WHERE directory = $1 AND state = 'APPLIED' ORDER BY decided_at DESC LIMIT 1`,
      [directory],
    )
  ).rows[0]?.id ?? ''
async function delivery(applicationId: string, seq: number, sql: string): Promise<string> {
  const { rows } = await owned(
    `UPDATE deliveries SET ${sql} WHERE application_id = $1 AND seq = $2 RETURNING id`,
    [applicationId, seq],
  )
  return rows[0].id
}
const file = async (applicationId: string) =>
  (
    await attachFile(clerk(), {
      applicationId,
      name: 'a.pdf',
      body: new Blob([`%PDF-1.7\n${key()}${'x'.repeat(100)}`]).stream(),
    })
  ).id

/** File of the verb → what is made ready for it, and the act itself. */
export const acts: Record<string, () => Promise<Act>> = {
  'applications/register-application': async () => () =>
    registerApplication(clerk(), { idempotencyKey: key(), form: filledForm(desk.planted) }),
  'applications/save-draft': async () => () =>
    saveDraft(clerk(), { idempotencyKey: key(), form: filledForm(desk.planted) }),
  'applications/change-status': async () => {
    const { id } = await register()
    return () => change(id, 36)
  },
  'applications/take-back': async () => {
    const { id } = await register()
    await delivery(id, 1, `state = 'ACCEPTED'`)
    await change(id, 36)
    const deliveryId = await delivery(id, 2, `not_before = app_now() + interval '1 hour'`)
    return () => takeBack(clerk(), { deliveryId })
  },
  'applications/create-again': async () => {
    const { id } = await register()
    await delivery(id, 1, `state = 'ACCEPTED'`)
    await change(id, 36)
    const deliveryId = await delivery(id, 2, `state = 'REFUSED', answer_code = 28`)
    return () => createAgain(clerk(), { deliveryId })
  },
  'applications/transfer-again': async () => {
    const { id } = await register()
    const deliveryId = await delivery(id, 1, `state = 'IMPOSSIBLE'`)
    return () => transferAgain(clerk(), { deliveryId })
  },
  'applications/dismiss-user': async () => {
    const { id } = await person()
    const { id: application } = await register()
    await owned('UPDATE applications SET assignee_id = $1 WHERE id = $2', [id, application])
    return () => dismissUser(administrator(), { id, version: 1, handOverTo: clerk().userId })
  },
  'applications/reveal-applicant': async () => {
    const { id } = await register()
    return () => revealApplicant(clerk(), { applicationId: id, reason: 'call', note: '' })
  },
  'users/save-user': async () => () => saveUser(administrator(), filledUser(desk.planted)),
  'users/save-user (changed)': async () => {
    const user = await person()
    return () => saveUser(administrator(), { ...user, version: 1, position: 'Другая' })
  },
  'users/get-user': async () => {
    const { id } = await person()
    return () => openUser(administrator(), id)
  },
  'users/report-users': async () => () => reportUsers(administrator(), { days: 30 }),
  'users/reset-password': async () => {
    const { id } = await person()
    return () => resetPassword(administrator(), { id })
  },
  'users/disable-user': async () => {
    const { id } = await person()
    return () => dismissUser(administrator(), { id, version: 1, handOverTo: null })
  },
  'users/enable-user': async () => {
    const { id } = await person()
    await dismissUser(administrator(), { id, version: 1, handOverTo: null })
    return () => enableUser(administrator(), { id, version: 2 })
  },
  'users/end-sessions': async () => {
    const { id } = await person()
    await sessionOf(id)
    return () => endSessions(administrator(), { id })
  },
  'organisations/save-organisation': async () => {
    // Planted organisations of one run share a key otherwise, and a second one with it is refused.
    await owned('UPDATE organisations SET kpp = $2 WHERE id = $1', [
      clerk().organisationId,
      `99${String(Math.floor(Math.random() * 1e5)).padStart(5, '0')}01`,
    ])
    const { parentName: _, ...card } = await getOrganisation(administrator())
    return () =>
      saveOrganisation(administrator(), {
        ...card,
        contactName: key(),
        contactPhone: card.contactPhone ?? null,
      } as never)
  },
  'organisations/set-driver': async () => async () => {
    const { parentName: _, ...card } = await getOrganisation(administrator())
    const smevDriver = card.smevDriver === null ? 'DIRECT' : null
    return saveOrganisation(administrator(), { ...card, smevDriver } as never)
  },
  'organisations/save-office': async () => () =>
    saveOffice(administrator(), {
      id: key(),
      name: `Окно ${key()}`,
      address: '',
      frguCode: null,
      oktmo: '99000000',
    }),
  'organisations/save-office (changed)': async () => {
    const { id } = await office()
    return () =>
      saveOffice(administrator(), {
        id,
        version: 1,
        name: key(),
        address: '',
        frguCode: null,
        oktmo: '99000000',
      })
  },
  'organisations/close-office': async () => {
    const { id } = await office()
    return () => closeOffice(administrator(), { id, version: 1, closed: true })
  },
  'directories/request-imports': async () => {
    await owned(`UPDATE organisations SET smev_driver = 'DIRECT' WHERE id = $1`, [clerk().organisationId])
    const id = await reading(7210, 'REQUESTED')
    await owned(`UPDATE directory_imports SET state = 'CANCELLED' WHERE id = $1`, [id])
    return () => requestImports(administrator(), { directories: [7210] })
  },
  'directories/cancel-import': async () => {
    const importId = await reading(7213, 'ASKED')
    return () => cancelImport(administrator(), { importId })
  },
  'directories/apply-import': async () => {
    const importId = await reading(7293, 'RECEIVED')
    const base = await applied(7293)
    return () => applyImport(administrator(), { importId, base })
  },
  'catalogue/save-service': async () => () => saveService(administrator(), service()),
  'catalogue/show-service': async () => {
    const made = service()
    await saveService(administrator(), made)
    return () => showService(administrator(), { id: made.id, version: 1, active: false })
  },
  'catalogue/request-tku': async () => {
    const made = service()
    await saveService(administrator(), made)
    return () => requestTku(administrator(), { services: [made.id] })
  },
  'catalogue/export-services': async () => () => exportServices(administrator(), { format: 'csv' }, 'x'),
  'files/attach-file': async () => {
    const { id } = await register()
    return () => file(id)
  },
  'files/remove-file': async () => {
    const { id } = await register()
    const fileId = await file(id)
    return () => removeFile(clerk(), { fileId })
  },
  'files/get-file': async () => {
    const { id } = await register()
    const fileId = await file(id)
    return () => getFile(clerk(), { fileId })
  },
}
