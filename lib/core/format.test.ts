import fc from 'fast-check'
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
  it('knows the offset of any moment, whatever it was asked for before', () => {
    const zones = [
      'Europe/Moscow',
      'Europe/Samara',
      'Asia/Kamchatka',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Monrovia',
    ]
    const told = (at: Date, zone: string) => {
      const text = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).format(at)
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? []
      return hours ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0
    }
    const moments = fc.date({ min: new Date('1973-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), fc.nat(900_000), (at, zone, later) => {
        const beside = new Date(at.getTime() + later)
        expect([zoneOffset(at, zone), zoneOffset(beside, zone)]).toEqual([told(at, zone), told(beside, zone)])
      }),
    )
  })
  it.each([
    ['2014-10-25T22:00:00Z', 'Europe/Moscow', 240, 180],
    ['2010-11-07T02:31:00Z', 'America/St_Johns', -150, -210],
    ['1972-01-07T00:44:30Z', 'Africa/Monrovia', -44, 0],
  ])('knows both sides of %s in %s', (text, zone, before, after) => {
    const at = new Date(text)
    expect([zoneOffset(new Date(at.getTime() - 1), zone), zoneOffset(at, zone)]).toEqual([before, after])
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
