import type { Metadata } from 'next'
import { translate } from '@/lib/i18n/translate'
import { userFormPage, type UserFormProps } from '../../_components/user-form-page'

export const metadata: Metadata = { title: translate('users.editing') }

export default async function Page({ params, searchParams }: UserFormProps) {
  return userFormPage((await params).id, (await searchParams).of)
}
