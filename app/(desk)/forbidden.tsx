import { Problem } from '@/components/layout/problem'
import { currentSession } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'

const title = translate('shell.problem.forbidden.title')

export default async function Forbidden() {
  const session = await currentSession().catch(() => null)
  const text = session && !session.elkModule ? 'signIn.noModule' : 'shell.problem.forbidden.text'
  return (
    <>
      <title>{translate('shell.problem.titlePrefix', { title })}</title>
      <Problem title={title} text={translate(text)} home={translate('shell.problem.home')} />
    </>
  )
}
