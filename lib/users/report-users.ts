import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import type { Role } from '@/lib/core/generated/prisma/enums'
import type { z } from 'zod'
import { roleTitles } from './role-titles'
import type { ReportPeriod } from './schema'

type Line = {
  name: string
  login: string
  position: string
  office: string | null
  roles: Role[]
  disabled: boolean
  last_sign_in_at: Date | null
  sign_ins: number
  actions: number
}

/** Who signed in when and did how much in the last days, by office and person (U12): the rows of a table. */
export async function reportUsers(
  session: Session,
  { days }: z.output<typeof ReportPeriod>,
): Promise<string[][]> {
  const lines = await inOrganisation(session, async (tx) => {
    const since = new Date(now().getTime() - days * 86_400_000)
    const found = await tx.$queryRaw<Line[]>`
      SELECT concat_ws(' ', u.last_name, u.first_name, u.middle_name) AS name, u.login, u.position, f.name AS office,
        u.roles::text[] AS roles, u.disabled_at IS NOT NULL AS disabled, u.last_sign_in_at,
        coalesce(a.sign_ins, 0)::int AS sign_ins, coalesce(a.actions, 0)::int AS actions
      FROM users u LEFT JOIN offices f ON f.id = u.office_id
        LEFT JOIN (SELECT user_id, count(*) FILTER (WHERE action = 'session.open') AS sign_ins,
            count(*) FILTER (WHERE action <> 'session.open') AS actions
          FROM audit_events WHERE organisation_id = own_organisation() AND at >= ${since} AND result = 'ok' GROUP BY user_id) a
          ON a.user_id = u.id
      WHERE u.organisation_id = own_organisation()
      ORDER BY f.name NULLS LAST, lower(u.last_name), lower(u.first_name), u.id`
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'user.report',
      details: { rows: found.length, days },
      ip: session.ip,
    })
    return found
  })
  const titles = (roles: Role[]) =>
    roles
      .map((role) => (role === 'SYSTEM_ADMINISTRATOR' ? 'Системный администратор' : roleTitles[role]))
      .join(', ')
  return [
    [
      'Подразделение',
      'ФИО',
      'Логин',
      'Должность',
      'Роли',
      'Статус',
      'Последний вход',
      `Входов за ${days} дней`,
      `Действий за ${days} дней`,
    ],
    ...lines.map((line) => [
      line.office ?? '',
      line.name,
      line.login,
      line.position,
      titles(line.roles),
      line.disabled ? 'Отключён' : 'Активный',
      line.last_sign_in_at ? formatDateTime(line.last_sign_in_at, session.timeZone) : 'Ещё не входил',
      String(line.sign_ins),
      String(line.actions),
    ]),
  ]
}
