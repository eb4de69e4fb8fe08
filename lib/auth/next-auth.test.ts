import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => void vi.unstubAllEnvs())

async function optionsUnder(address: string) {
  vi.resetModules()
  vi.stubEnv('PUBLIC_URL', address)
  vi.stubEnv('PORT', '3000')
  const { authOptions } = await import('./next-auth')
  return Object.values(authOptions().cookies ?? {})
}

describe('cookies of signing in', () => {
  it('are __Host-, Secure, HttpOnly and same-site under https', async () => {
    const cookies = await optionsUnder('https://elk.example.ru')
    expect(cookies).toHaveLength(3)
    for (const { name, options } of cookies) {
      expect(name).toMatch(/^__Host-elk\./)
      expect(options).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
      expect(options).not.toHaveProperty('domain')
    }
  })

  it('carry the port over plain http on loopback', async () => {
    for (const { name, options } of await optionsUnder('http://127.0.0.1:3000')) {
      expect(name).toMatch(/^elk-3000\./)
      expect(options).toMatchObject({ httpOnly: true, secure: false, sameSite: 'lax' })
    }
  })
})
