import { userFormPage, type UserFormProps } from '../_components/user-form-page'
import type { Metadata } from 'next'
import { translate } from '@/lib/i18n/translate'

export const metadata: Metadata = { title: translate('users.creating') }

export default async function Page({ searchParams }: Pick<UserFormProps, 'searchParams'>) {
  return userFormPage(null, (await searchParams).of)
}
