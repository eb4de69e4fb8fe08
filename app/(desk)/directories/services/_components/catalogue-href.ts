import type { CatalogueFilters } from '@/lib/catalogue/schema'

/** The address of a list as it is asked for; what is usual is left out. */
export function catalogueHref({ text, tab, page }: CatalogueFilters): string {
  const query = new URLSearchParams()
  if (text) query.set('text', text)
  if (tab !== 'all') query.set('tab', tab)
  if (page > 1) query.set('page', String(page))
  return query.size > 0 ? `/directories/services?${query}` : '/directories/services'
}
