'use client'

import { useTranslations } from 'use-intl'
import { Messages } from '@/components/messages'
import { Button } from '@/components/ui/button'
import { Problem } from './problem'

type Props = { error: unknown; retry: () => void }

/** Something of ours broke: its number for the administrator, another try, the way home. */
export function FailedPage(props: Props) {
  return (
    <Messages timeZone="UTC">
      <Told {...props} />
    </Messages>
  )
}

function Told({ error, retry }: Props) {
  const t = useTranslations('shell.problem')
  const common = useTranslations('common')
  const id = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  const title = t('failed.title')
  return (
    <main>
      <title>{t('titlePrefix', { title })}</title>
      <Problem title={title} text={id ? t('failed.text', { id }) : t('failed.textWithout')} home={t('home')}>
        <Button look="primary" onClick={retry}>
          {common('retry')}
        </Button>
      </Problem>
    </main>
  )
}
