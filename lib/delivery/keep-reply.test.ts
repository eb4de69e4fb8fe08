import { expect, it } from 'vitest'
import { envelopeIn } from './keep-reply'

const raw = Buffer.from('<fault/>')

it.each([
  'Timeout',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionFailed',
  'HostNotFound',
  'HttpStatus',
  'TooLarge',
])('what comes with %s is no envelope of СМЭВ', (fault) => {
  expect(envelopeIn({ fault, raw })).toBeUndefined()
})

it('a receipt and a fault of СМЭВ are envelopes, nothing is none', () => {
  expect(envelopeIn({ raw })).toBe(raw)
  expect(envelopeIn({ fault: 'SMEVFailure', raw })).toBe(raw)
  expect(envelopeIn({ fault: 'SMEVFailure', raw: Buffer.from('') })).toBeUndefined()
  expect(envelopeIn({})).toBeUndefined()
})
