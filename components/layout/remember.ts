const YEAR = 31_536_000

/** Keeps a choice of this browser in a cookie, so that the server paints the next page with it at once. */
export function remember(name: 'theme' | 'hot-keys' | 'list-view', value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`
}
