import type { PgsRole } from '@/lib/auth/permissions'

/** The roles as a table of people writes them; users.test.ts holds them to the screens' words. */
export const roleTitles: Record<PgsRole, string> = {
  SUPERVISOR: 'Руководитель',
  ADMINISTRATOR: 'Администратор',
  INSPECTOR: 'Инспектор',
  METHODOLOGIST: 'Методолог',
  COORDINATOR: 'Координатор',
  OBSERVER: 'Наблюдатель',
  SECRETARY: 'Секретарь',
  DEPUTY_SUPERVISOR: 'Заместитель руководителя',
  SUPERVISOR_ASSISTANT: 'Помощник руководителя',
}
