'use client'

import { useTranslations } from 'use-intl'

export type DemoPerson =
  'obrazcova' | 'petrov' | 'primerov' | 'admin' | 'kedrov' | 'system' | 'testova' | 'ryabinina'

type Props = { people: DemoPerson[]; password: string; onChoose: (login: string) => void }

/** In the demo profile: whom to sign in as; a press fills the form. */
export function DemoLogins({ people, password, onChoose }: Props) {
  const t = useTranslations('signIn')
  return (
    <table className="mt-5 w-full text-sm">
      <caption className="pb-2 text-left text-[13px] leading-[18px] text-muted">
        {t('demo', { password })}
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('demoLogin')}</th>
          <th scope="col">{t('demoRole')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((login) => (
          <tr key={login} className="border-t border-line">
            <th scope="row" className="pr-3 text-left font-normal">
              <button
                type="button"
                aria-label={t('demoFill', { login })}
                onClick={() => onChoose(login)}
                className="min-h-7 font-medium text-blue hover:underline"
              >
                {login}
              </button>
            </th>
            <td className="text-muted">{t(`demoPeople.${login}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
