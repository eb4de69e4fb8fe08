import { afterEach, expect, it, vi } from 'vitest'
import { log, trace } from './logger'

afterEach(() => vi.restoreAllMocks())

it('every line is one JSON object with its time, level and event: a collector needs nothing else to read it', () => {
  const written: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (written.push(String(text)), true))
  const broken = Object.assign(new Error('строка\nвторая'), { code: 'E\nCODE' })
  log.info('one.event', {
    text: 'строка\r\nвторая\u2028третья\u0000"',
    big: 12n,
    none: undefined,
    empty: null,
  })
  log.warn('two.event')
  log.error('three.event', trace(broken))
  log.error('four.event', trace('not an error'))
  expect(written).toHaveLength(4)
  for (const line of written) {
    expect(line.match(/[\r\n]/g)).toEqual(['\n'])
    expect(JSON.parse(line)).toMatchObject({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: expect.stringMatching(/^(info|warn|error)$/),
      event: expect.stringMatching(/^(one|two|three|four)\.event$/),
    })
  }
  expect(written[2]).not.toContain('строка') // a message may hold data
})
