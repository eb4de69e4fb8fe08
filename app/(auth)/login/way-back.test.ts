import { describe, expect, it } from 'vitest'
import { wayBack } from './way-back'

describe('wayBack', () => {
  it.each(['/', '/applications', '/applications?tab=mine&page=2'])('returns to %s', (path) => {
    expect(wayBack(path)).toBe(path)
  })
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/login?next=/login',
    '',
    undefined,
  ])('goes home instead of %s', (path) => {
    expect(wayBack(path)).toBe('/')
  })
})
