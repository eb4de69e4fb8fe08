import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { log } from '@/lib/core/logger'

const SILENCE_MS = 30_000
const LONGEST_ANSWER = 4096

/**
 * Bytes to the antivirus (clamd, INSTREAM over TCP), when there is one: what it finds is refused, and so is everything
 * while it does not answer (ASVS 5.4.3, АВЗ.1).
 * @throws Refusal
 */
export async function scanBytes(open: () => AsyncIterable<Uint8Array>): Promise<void> {
  const address = env().ANTIVIRUS
  if (!address) return
  const { host, port } = address
  const answer = await ask(connect({ host, port }), open()).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ANSWER'
    log.error('antivirus.silent', { code })
    return ''
  })
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1]
  if (found) {
    log.warn('antivirus.found', { signature: found.slice(0, 200) })
    throw new Refusal('INVALID', 'files.infected')
  }
  if (answer === 'stream: OK') return
  if (answer) log.error('antivirus.refused', { answer: answer.slice(0, 200) })
  throw new Refusal('UNAVAILABLE', 'files.scannerSilent')
}

async function ask(socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let answer = ''
  const silent = Object.assign(new Error('silent'), { code: 'TIMEOUT' })
  const patience = setTimeout(() => socket.destroy(silent), SILENCE_MS)
  const ended = new Promise<void>((done, fail) => {
    socket.on('data', (chunk) => {
      if (answer.length < LONGEST_ANSWER) answer += chunk.toString('latin1')
      if (answer.includes('\0')) done()
    })
    socket.on('end', done)
    socket.on('close', done)
    socket.on('error', fail)
  })
  try {
    // It may answer before it has everything, and hang up: then nobody reads the rest.
    await Promise.race([ended, send(socket, bytes, ended, patience)])
    await ended
    const [whole = '', rest] = answer.split('\0')
    return rest === undefined ? '' : whole.trim()
  } finally {
    clearTimeout(patience)
    socket.destroy()
  }
}

async function send(
  socket: Socket,
  bytes: AsyncIterable<Uint8Array>,
  ended: Promise<void>,
  patience: NodeJS.Timeout,
): Promise<void> {
  const size = (of: number) => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(of)
    return head
  }
  socket.write('zINSTREAM\0')
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue // of that length is the end
    socket.write(size(chunk.length))
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), ended])
    if (socket.destroyed) return
    patience.refresh()
  }
  socket.write(size(0))
}
