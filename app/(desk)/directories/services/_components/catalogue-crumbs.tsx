import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { translate } from '@/lib/i18n/translate'

/** «Главная › Справочники › Виды услуг по 277 ПП › …»; who cannot open «Справочники» gets no link there. */
export function CatalogueCrumbs({ manages, here }: { manages: boolean; here?: string }) {
  const title = translate('catalogue.title')
  return (
    <Breadcrumbs
      crumbs={[
        { name: translate('common.home'), href: '/' },
        { name: translate('directories.title'), ...(manages ? { href: '/directories' } : {}) },
        ...(here ? [{ name: title, href: '/directories/services' }, { name: here }] : [{ name: title }]),
      ]}
    />
  )
}
