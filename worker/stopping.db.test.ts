import { afterAll, expect, it, vi } from 'vitest'

// Before anything reads the environment: a СМЭВ that takes a message and says nothing for longer than a lease lasts.
const SILENT_MS = 5000
const { own, smev, heard } = await vi.hoisted(async () => {
  const { createServer } = await import('node:http')
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  const heard = { sends: 0 }
  const smev = createServer(async (request, response) => {
    let body = ''
    for await (const data of request) body += String(data)
    const isSend = body.includes('SendRequestRequest')
    if (isSend) heard.sends++
    setTimeout(() => response.writeHead(500).end(), isSend ? 5000 : 0)
  })
  await new Promise<void>((done) => smev.listen(0, '127.0.0.1', done))
  const address = smev.address()
  const port = address && typeof address === 'object' ? address.port : 0
  process.env.SMEV_ENDPOINT = `http://127.0.0.1:${port}/smev/v1.2/ws`
  return { own: await openOwnDatabase('stopping'), smev, heard }
})

import { asWorker } from '@/lib/core/db'
import { LEASE_SECONDS } from '@/lib/delivery/leases'
import { openDesk, register } from './desk.kit'
import { startWorker } from './worker'

afterAll(own.drop) // the last of all
afterAll(() => void smev.close())
openDesk()

it('a worker that is asked to stop keeps what it is sending until it is settled, and takes nothing more', async () => {
  await register()
  const worker = await startWorker()
  await vi.waitFor(() => expect(heard.sends).toBe(1), 15_000)
  const stopped = worker.stop()
  await register()
  await new Promise((done) => setTimeout(done, LEASE_SECONDS * 1000 + 500))
  expect(LEASE_SECONDS * 1000 + 500, 'it is still being sent').toBeLessThan(SILENT_MS)
  const held = await asWorker(
    (tx) => tx.$queryRaw<{ held: boolean }[]>`SELECT lease_until > app_now() AS held FROM messages`,
  )
  expect(held, 'nobody else may take it').toEqual([{ held: true }])
  await stopped
  expect(heard.sends).toBe(1)
  const [message, ...others] = await asWorker((tx) => tx.message.findMany())
  expect(message).toMatchObject({
    attempts: 1,
    leaseToken: null,
    lastFault: expect.stringMatching(/^HttpStatus/),
  })
  expect(others).toEqual([])
})
