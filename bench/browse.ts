/** A signed-in clerk over plain HTTP: what a browser does, without one. */
export async function signInOverHttp(
  base: string,
  login: string,
  password: string,
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const jar = new Map<string, string>()
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const { csrfToken } = (await keep(await fetch(`${base}/api/auth/csrf`)).json()) as { csrfToken: string }
  const body = new URLSearchParams({ csrfToken, login, password, json: 'true', callbackUrl: base })
  keep(
    await fetch(`${base}/api/auth/callback/credentials`, {
      method: 'POST',
      body,
      headers: { cookie: cookie(), origin: base },
      redirect: 'manual',
    }),
  )
  return (path, init) =>
    fetch(base + path, {
      redirect: 'manual',
      ...init,
      headers: { ...init?.headers, cookie: cookie(), origin: base },
    })
}
