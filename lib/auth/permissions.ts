import type { Role } from '@/lib/core/generated/prisma/enums'

/** The one table of rights. What a person may do is asked here, on the server, by name. */
const permissions = {
  'applications.read': ['INSPECTOR', 'SUPERVISOR', 'ADMINISTRATOR', 'OBSERVER'],
  'applications.write': ['INSPECTOR', 'SUPERVISOR'],
  'applications.reveal': ['INSPECTOR', 'SUPERVISOR'],
  'deliveries.read': ['INSPECTOR', 'SUPERVISOR', 'ADMINISTRATOR', 'OBSERVER'],
  'deliveries.resend': ['INSPECTOR', 'SUPERVISOR', 'ADMINISTRATOR'],
  'deliveries.xml': ['ADMINISTRATOR'],
  'deliveries.alarms': ['ADMINISTRATOR'],
  'notifications.read': ['INSPECTOR', 'SUPERVISOR', 'ADMINISTRATOR', 'OBSERVER'],
  'notifications.send': ['INSPECTOR', 'SUPERVISOR'],
  'directories.manage': ['ADMINISTRATOR'],
  'services.manage': ['ADMINISTRATOR'],
  'imports.run': ['ADMINISTRATOR'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** All of them live in the module «Передача статусов и результатов в ЛК ЕПГУ», a tick of its own (A07). */
export function can(who: { roles: readonly Role[]; elkModule: boolean }, permission: Permission): boolean {
  return who.elkModule && permissions[permission].some((role) => who.roles.includes(role))
}
