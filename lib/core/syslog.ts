import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { now } from './clock'

export type SyslogTarget = { host: string; port: number; tls: boolean }
export type Entry = { level: keyof typeof severity; event: string; at: string; line: string }
/** Tells of itself where it cannot carry a line. */
type Tell = (level: 'warn' | 'info', event: string, fields: Record<string, string | number>) => void

const severity = { debug: 7, info: 6, warn: 4, error: 3 }
const LOCAL0 = 16
const MOST = 10_000
const BATCH = 200
const SOONEST = 1000
const LATEST = 30_000
const STUCK = 10_000

/** RFC 5424, its length before it (RFC 5425, RFC 6587). */
function frame({ level, event, at, line }: Entry): Buffer {
  const head = `<${LOCAL0 * 8 + severity[level]}>1 ${at} ${hostname() || '-'} arm-elk ${process.pid} ${event.slice(0, 32)} - `
  return Buffer.from(`${Buffer.byteLength(head + line)} ${head}${line}`)
}

/**
 * Carries lines to a collector over TLS or TCP. The work never waits for it: lines wait in memory while the collector is
 * away, so many at most; what has no room is counted, and the count goes with the next lines. A line counts as sent when
 * the system took it: what a breaking connection had under way may be lost or come twice.
 */
export function openSyslog({ host, port, tls }: SyslogTarget, tell: Tell): (entry: Entry) => void {
  const waiting: Buffer[] = []
  let dropped = 0
  let socket: Socket | undefined
  let ready = false
  let busy = false
  let away = false
  let pause = SOONEST
  let timer: NodeJS.Timeout | undefined

  const open = () => {
    timer = undefined
    const mine = tls ? connectTls({ host, port }) : connect({ host, port })
    socket = mine.unref()
    let reason = 'closed'
    mine.once(tls ? 'secureConnect' : 'connect', () => {
      ready = true
      pause = SOONEST
      if (away) tell('info', 'syslog.back', { waiting: waiting.length, dropped })
      away = false
      pump()
    })
    mine.setKeepAlive(true, STUCK)
    mine.setTimeout(STUCK, () => {
      if (!ready || busy) mine.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' }))
    })
    mine.resume() // a collector says nothing; its end is heard only by who reads
    mine.on('error', (error) => (reason = ('code' in error && String(error.code)) || error.name))
    mine.once('close', () => {
      const idle = ready && waiting.length === 0 // the next line opens another
      socket = undefined
      ready = busy = false
      if (idle) return
      if (!away) tell('warn', 'syslog.away', { reason, waiting: waiting.length })
      away = true
      timer = setTimeout(open, pause).unref()
      pause = Math.min(pause * 2, LATEST)
    })
  }

  const pump = () => {
    if (!socket && !timer) open()
    if (!socket || !ready || busy || waiting.length === 0) return
    busy = true
    const mine = socket
    const batch = waiting.slice(0, BATCH)
    mine.write(Buffer.concat(batch), (error) => {
      if (error || mine !== socket) return // they wait for the next connection
      busy = false
      waiting.splice(0, batch.length)
      if (dropped > 0) waiting.push(frame(droppedEntry(dropped)))
      dropped = 0
      pump()
    })
  }

  return (entry) => {
    if (waiting.length >= MOST) dropped++
    else waiting.push(frame(entry))
    pump()
  }
}

function droppedEntry(count: number): Entry {
  const at = now().toISOString()
  const told = { at, level: 'warn', event: 'syslog.dropped', count } as const
  return { ...told, line: JSON.stringify(told) }
}
