import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { owner } from '@/scripts/testing/plant'
import { watchDisk } from './tasks/watch-disk'

it('a disk that fills up is told once, with what is left, and taken back when there is space', async () => {
  const client = owner()
  const open = () => client.alarm.findMany({ where: { kind: 'disk.low', resolvedAt: null } })
  await watchDisk(['.'], Number.MAX_SAFE_INTEGER)
  await watchDisk(['.', '/'], Number.MAX_SAFE_INTEGER)
  expect(await open()).toMatchObject([
    {
      subject: hostname(),
      times: 2,
      details: expect.stringMatching(/^\d+ MB are free in \.; \d+ MB are free in \/$/),
    },
  ])
  await watchDisk(['.'], 0, 'another-machine')
  expect(await open(), 'space elsewhere says nothing of this disk').toHaveLength(1)
  await watchDisk(['.', '/nowhere'], 0)
  expect(await open(), 'a disk that cannot be asked is not known to have space').toHaveLength(1)
  await watchDisk(['/nowhere', '.'], Number.MAX_SAFE_INTEGER)
  expect(await open(), 'it keeps nobody from telling of another').toMatchObject([{ times: 3 }])
  await watchDisk(['.'], 0)
  expect(await open()).toEqual([])
  await client.$disconnect()
})
