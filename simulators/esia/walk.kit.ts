import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { curveOf } from '../../lib/gost/curves'
import { makeSelfSigned } from '../../lib/gost/self-signed'
import type { Fault } from './faults'
import { startServer, type Running } from './server'

export const REDIRECT = 'http://127.0.0.1:3000/api/esia/callback'

/** A simulator of its own, and a client registered with it. */
export async function startEsia(set = 'CryptoPro-A') {
  const folder = mkdtempSync(path.join(tmpdir(), 'elk-esia-'))
  const from = new Date()
  const made = makeSelfSigned(curveOf(set), 'АРМ ЕЛК', { from, to: new Date(from.getTime() + 86_400_000) })
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ]
  writeFileSync(key, made.key)
  writeFileSync(certificate, made.certificate)
  const client = { id: 'ARM_ELK', certificate, redirects: [REDIRECT] }
  const running: Running = await startServer({ port: 0, data: path.join(folder, 'esia'), client })
  const url = `http://127.0.0.1:${running.port}`
  return { ...running, url, folder, key, certificate, trust: path.join(folder, 'esia/trust.pem') }
}

/** A person at ЕСИА's page: what their browser is sent back with. */
export async function walkThrough(url: string, oid: number, fault: Fault = 'none'): Promise<URLSearchParams> {
  const page = await fetch(url, { redirect: 'manual' })
  const sent = page.headers.get('location')
  if (sent) return new URL(sent).searchParams
  const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const body = new URLSearchParams({ request, oid: String(oid), fault })
  const answer = await fetch(new URL('/login', url), { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? 'about:blank').searchParams
}
