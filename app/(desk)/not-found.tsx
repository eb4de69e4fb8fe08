import { Problem } from '@/components/layout/problem'
import { translate } from '@/lib/i18n/translate'

const title = translate('shell.problem.notFound.title')

export default function NotFound() {
  return (
    <>
      <title>{translate('shell.problem.titlePrefix', { title })}</title>
      <Problem
        title={title}
        text={translate('shell.problem.notFound.text')}
        home={translate('shell.problem.home')}
      />
    </>
  )
}
