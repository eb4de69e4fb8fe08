import type { Permission } from '@/lib/auth/permissions'

/** The left menu of «Настройки системы», in the order and with the words of ПГС. */
export const places = [
  { key: 'main', href: '/settings', right: 'organisation.manage' },
  { key: 'users', href: '/settings/users', right: 'users.manage', of: 'access' },
  { key: 'roles', href: '/settings/roles', right: 'settings.history', of: 'access' },
  { key: 'structure', href: '/settings/structure', right: 'organisation.read' },
  { key: 'organisations', href: '/settings/organisations', right: 'organisations.all' },
  { key: 'history', href: '/settings/history', right: 'settings.history' },
  { key: 'audit', href: '/settings/audit', right: 'audit.read' },
  { key: 'refused', href: '/settings/refused', right: 'audit.nobodys' },
  { key: 'directories', href: '/directories', right: 'directories.manage' },
] as const satisfies { key: string; href: string; right: Permission; of?: 'access' }[]

export type Place = (typeof places)[number]['key']
