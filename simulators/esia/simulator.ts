import { readFileSync } from 'node:fs'
import { readCertificate, type Certificate } from '../../lib/gost/certificate'
import { readPem } from '../../lib/gost/pem'
import type { Environment } from './env'
import type { Fault } from './faults'
import { openKeys, type Keys } from './keys'
import type { Person } from './persons'

export type Asked = {
  redirect: string
  state: string
  scope: string
  nonce?: string
  challenge?: string
}
export type Code = Asked & { person: Person; fault: Fault; until: number }
export type Access = { person: Person; fault: Fault; until: number; scope: string }

/** What ЕСИА remembers while it runs. */
export type Simulator = {
  client: { id: string; certificate: () => Certificate; redirects: string[] }
  keys: Keys
  asked: Map<string, Asked>
  codes: Map<string, Code>
  access: Map<string, Access>
}

const MOST = 1000

/** The oldest give way: a page left open for a day is nobody's loss. */
export function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= MOST) map.delete(map.keys().next().value!)
  map.set(key, value)
}

export function openSimulator({ client, data }: Environment): Simulator {
  // Read at each use: the operator may register another certificate while it runs.
  const certificate = () => {
    const found = readPem(readFileSync(client.certificate, 'utf8')).find(
      ({ label }) => label === 'CERTIFICATE',
    )
    if (!found) throw new Error(`no certificate in ${client.certificate}`)
    return readCertificate(found.der)
  }
  return {
    client: { id: client.id, certificate, redirects: client.redirects },
    keys: openKeys(data),
    asked: new Map(),
    codes: new Map(),
    access: new Map(),
  }
}
