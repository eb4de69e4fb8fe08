import pg from 'pg'
import { ApplicationForm } from '../lib/applications/schema'
import type { Session } from '../lib/auth/session'
import { formatDateTime } from '../lib/core/format'
import { snils, type Random } from '../prisma/seed/people'

export type Clerk = { session: Session; form: (random: Random) => ApplicationForm }

/** A clerk of the demo at her desk, with a form that may be sent as it stands. */
export async function openClerk(login = 'obrazcova'): Promise<Clerk> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<Record<'id' | 'organisation_id' | 'office_id' | 'service_id', string>>(
    `SELECT u.id, u.organisation_id, u.office_id, s.id AS service_id
     FROM users u JOIN services s ON s.organisation_id = u.organisation_id AND s.target_code = '-9900000000160000001'
     WHERE u.login = $1`,
    [login],
  )
  await client.end()
  const [user] = rows
  if (!user) throw new Error('no demo data')
  const timeZone = 'Europe/Moscow'
  return {
    session: {
      id: user.id,
      userId: user.id,
      organisationId: user.organisation_id,
      organisationName: '',
      officeId: user.office_id,
      officeName: null,
      timeZone,
      environment: 'SVCDEV',
      name: '',
      login,
      roles: ['INSPECTOR'],
      elkModule: true,
      mustDo: null,
      hasTotp: false,
      provenAt: null,
      ip: null,
    },
    form: (random) =>
      ApplicationForm.parse({
        serviceId: user.service_id,
        channel: '4',
        requestDate: formatDateTime(new Date(), timeZone),
        officeId: user.office_id,
        region: '99000000',
        person: { snils: snils(random), birthDate: '01.01.1990', citizenship: '643' },
      }),
  }
}

/** What «Сменить статус» sends, with nothing special in it. */
export const plainChange = (
  applicationId: string,
  version: number,
  status: number,
  idempotencyKey: string,
) => ({
  applicationId,
  version,
  idempotencyKey,
  status,
  statusDate: formatDateTime(new Date(), 'Europe/Moscow'),
  isInformed: false,
  withoutResult: false,
  reason: '',
  backdatedFor: '',
  comment: '',
  fileIds: [],
})
