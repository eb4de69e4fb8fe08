import type { PgsRole } from '@/lib/auth/permissions'
import type { ImportColumn } from '@/lib/imports/columns'

/** A row of the file; null: the file says nothing, what stands stays. */
export type UserLine = {
  login: string
  lastName: string
  firstName: string
  middleName: string | null
  position: string
  snils: string | null
  email: string | null
  office: string | null
  roles: PgsRole[] | null
  elkModule: boolean | null
}

const column = (
  key: keyof UserLine,
  title: string,
  required: boolean,
  example: string,
  ...synonyms: string[]
): ImportColumn => ({ key, title, synonyms, required, example })

export const userColumns: readonly ImportColumn[] = [
  column('login', 'Логин', true, 'FominVPTambov', 'Имя пользователя', 'Учётная запись'),
  column('lastName', 'Фамилия', true, 'Фомин'),
  column('firstName', 'Имя', true, 'Владимир'),
  column('middleName', 'Отчество', false, 'Петрович'),
  column('position', 'Должность', true, 'Специалист'),
  column('snils', 'СНИЛС', false, '900-000-123 91', 'Номер СНИЛС'),
  column(
    'email',
    'Электронная почта',
    false,
    'fomin@example.ru',
    'Почта',
    'E-mail',
    'Email',
    'Адрес электронной почты',
  ),
  column('office', 'Подразделение', false, '', 'Отдел', 'Офис'),
  column('roles', 'Роли', false, 'Инспектор, Секретарь', 'Роль'),
  column(
    'elkModule',
    'Передача статусов и результатов в ЛК ЕПГУ',
    false,
    'да',
    'Модуль',
    'Модуль ЕЛК',
    'АРМ ЕЛК',
  ),
]
