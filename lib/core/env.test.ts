import { expect, it } from 'vitest'
import { readEnv } from './env'

it('takes the pin of a TLS certificate as openssl prints it', () => {
  const pin = 'AB:'.repeat(31) + 'CD'
  expect(readEnv({ SMEV_TLS_PIN: pin }).SMEV_TLS_PIN).toBe(`${'ab'.repeat(31)}cd`)
  expect(() => readEnv({ SMEV_TLS_PIN: pin.slice(3) })).toThrow('SMEV_TLS_PIN')
  expect(readEnv({ SMEV_TLS_PIN: '' }).SMEV_TLS_PIN).toBeUndefined()
})
