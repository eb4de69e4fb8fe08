/** Where to go after signing in: a page of ours, never another site. `//host` and `/\host` are other sites to a browser. */
export function wayBack(given: string | string[] | undefined): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])/.test(given)) return '/'
  const url = URL.canParse(given, 'http://here') ? new URL(given, 'http://here') : null
  if (url?.host !== 'here' || url.pathname.startsWith('/login')) return '/'
  return url.pathname + url.search
}
