import { readCertificate } from '../../lib/gost/certificate'
import { readPem } from '../../lib/gost/pem'
import { BadRequest } from './http'
import { commit, type Simulator } from './simulator'

/** Makes a sender known: its certificate, a further one of its, or whether it may send. */
export async function putSender(simulator: Simulator, body: Record<string, unknown>): Promise<unknown> {
  const { mnemonic, certificate, access } = body
  if (typeof mnemonic !== 'string' || !/^[\w.-]{1,50}$/.test(mnemonic))
    throw new BadRequest('Expected {mnemonic, certificate?: PEM, access?: boolean}')
  if (access !== undefined && typeof access !== 'boolean') throw new BadRequest('"access" is true or false')
  const fingerprint = certificate === undefined ? undefined : fingerprintOf(certificate)
  await commit(simulator, { t: 'sender', at: Date.now(), mnemonic, fingerprint, access })
  return simulator.state.senders.find(mnemonic)
}

export async function removeSender(simulator: Simulator, mnemonic: string): Promise<unknown> {
  if (!simulator.state.senders.find(mnemonic)) return undefined
  await commit(simulator, { t: 'sender-removed', at: Date.now(), mnemonic })
  return {}
}

function fingerprintOf(pem: unknown): string {
  const block =
    typeof pem === 'string' ? readPem(pem).find(({ label }) => label === 'CERTIFICATE') : undefined
  if (!block) throw new BadRequest('"certificate" is not a certificate in PEM')
  try {
    return readCertificate(block.der).fingerprint
  } catch (error) {
    throw new BadRequest(error instanceof Error ? error.message : String(error))
  }
}
