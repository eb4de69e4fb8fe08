import type { Role } from '@/lib/core/generated/prisma/enums'

const clerks = ['INSPECTOR', 'SECRETARY'] as const
const supervisors = ['SUPERVISOR', 'DEPUTY_SUPERVISOR'] as const
/** The nine roles of ПГС, in its order (A05); what each is for stands in rows A06 and U of the specification. */
export const pgsRoles = [
  'SUPERVISOR',
  'ADMINISTRATOR',
  'INSPECTOR',
  'METHODOLOGIST',
  'COORDINATOR',
  'OBSERVER',
  'SECRETARY',
  'DEPUTY_SUPERVISOR',
  'SUPERVISOR_ASSISTANT',
] as const satisfies readonly Role[]
export type PgsRole = (typeof pgsRoles)[number]

/** What belongs to the module «Передача статусов и результатов в ЛК ЕПГУ», a tick of its own (A07). */
const ofModule = {
  'applications.read': pgsRoles,
  'applications.write': [...clerks, ...supervisors],
  'applications.subordinate': [...supervisors, 'ADMINISTRATOR'], // * of subordinate organisations, read only
  'applications.reveal': [...clerks, ...supervisors],
  'deliveries.read': pgsRoles,
  'deliveries.resend': [...clerks, ...supervisors, 'ADMINISTRATOR'],
  'deliveries.xml': ['ADMINISTRATOR'],
  'deliveries.alarms': ['ADMINISTRATOR'],
  'notifications.read': pgsRoles,
  'notifications.send': [...clerks, ...supervisors],
  'directories.manage': ['ADMINISTRATOR', 'METHODOLOGIST'],
} as const satisfies Record<string, readonly Role[]>

/** What belongs to «Настройки системы»: a role is enough. The database asks the starred ones itself (role_rights). */
const ofSettings = {
  'users.manage': ['ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR'], // *
  'organisation.read': [...pgsRoles, 'SYSTEM_ADMINISTRATOR'],
  'organisation.manage': ['ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR'], // *
  'organisations.all': ['SYSTEM_ADMINISTRATOR'], // *
  'services.read': [...pgsRoles, 'SYSTEM_ADMINISTRATOR'],
  'services.manage': ['ADMINISTRATOR', 'METHODOLOGIST'], // *
  'imports.run': ['ADMINISTRATOR', 'METHODOLOGIST', 'SYSTEM_ADMINISTRATOR'],
  'settings.history': ['ADMINISTRATOR', 'METHODOLOGIST', ...supervisors, 'SYSTEM_ADMINISTRATOR'],
  'audit.read': ['ADMINISTRATOR', ...supervisors],
  'audit.nobodys': ['SYSTEM_ADMINISTRATOR'],
  'account.own': [...pgsRoles, 'SYSTEM_ADMINISTRATOR'],
} as const satisfies Record<string, readonly Role[]>

export const permissionGroups = { ofModule, ofSettings }

/** The one table of rights. What a person may do is asked here, on the server, by name. */
export const permissions: Record<Permission, readonly Role[]> = { ...ofModule, ...ofSettings }
export type Permission = keyof typeof ofModule | keyof typeof ofSettings

export function can(who: { roles: readonly Role[]; elkModule: boolean }, permission: Permission): boolean {
  return (
    (who.elkModule || permission in ofSettings) &&
    permissions[permission].some((role) => who.roles.includes(role))
  )
}
