import type { Metadata } from 'next'
import { Problem } from '@/components/layout/problem'
import { translate } from '@/lib/i18n/translate'

const title = translate('shell.problem.forbidden.title')
export const metadata: Metadata = { title: translate('shell.problem.titlePrefix', { title }) }

export default function Forbidden() {
  return (
    <main>
      <Problem
        title={title}
        text={translate('shell.problem.forbidden.text')}
        home={translate('shell.problem.home')}
      />
    </main>
  )
}
