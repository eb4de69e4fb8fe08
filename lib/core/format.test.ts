import { describe, expect, it } from 'vitest'
import { formatSize, fromZoned, toOffsetIso, toZoned, zoneOffset } from './format'

describe('moments in a zone', () => {
  const at = new Date('2026-11-05T11:20:00Z')
  it.each([
    ['Europe/Moscow', 180, '2026-11-05T14:20:00.000+03:00'],
    ['Asia/Vladivostok', 600, '2026-11-05T21:20:00.000+10:00'],
    ['America/St_Johns', -210, '2026-11-05T07:50:00.000-03:30'],
  ])('%s', (zone, minutes, iso) => {
    expect(zoneOffset(at, zone)).toBe(minutes)
    expect(toOffsetIso(at, zone)).toBe(iso)
    expect(new Date(iso).getTime()).toBe(at.getTime())
    expect(fromZoned(toZoned(at, zone), zone)?.getTime()).toBe(at.getTime())
  })
  it('finds the moment on both sides of a clock change', () => {
    expect(fromZoned('2026-03-29T12:00', 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T10:00:00.000Z')
    expect(fromZoned('2026-03-28T12:00', 'Europe/Berlin')?.toISOString()).toBe('2026-03-28T11:00:00.000Z')
  })
  it.each(['2026-02-30T10:00', '2026-13-01T10:00', 'вчера', '2026-11-05'])('refuses %s', (text) => {
    expect(fromZoned(text, 'Europe/Moscow')).toBeNull()
  })
})

describe('sizes', () => {
  it.each([
    [0, '0 Б'],
    [1023, '1 023 Б'],
    [1024, '1 КБ'],
    [1_258_291, '1,2 МБ'],
    [52_428_800, '50 МБ'],
  ])('%d', (bytes, text) => expect(formatSize(bytes).replaceAll(/\s/g, ' ')).toBe(text))
})
