import { constants, createHash, createPrivateKey, setEngine, sign, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Certificate } from './certificate'
import { refuseForeignKey } from './pure-signer'
import { readPrivateKey } from './private-key'
import type { Signer } from './signer'

const places = [
  '/usr/lib/x86_64-linux-gnu/engines-3/gost.so',
  '/usr/lib/aarch64-linux-gnu/engines-3/gost.so',
  '/usr/lib64/engines-3/gost.so',
]

/** OpenSSL's ГОСТ engine on this machine, when there is one. */
export const findEngine = (): string | undefined => places.find((place) => existsSync(place))

/**
 * OpenSSL's ГОСТ engine inside Node (Debian: libengine-gost-openssl). No certified СКЗИ either.
 * @throws when the engine, or this Node, cannot do it, or the key is not the certificate's
 */
export function engineSigner(
  certificate: Certificate,
  pem: string,
  password?: string,
  path = findEngine(),
): Signer {
  if (!path) throw new Error('OpenSSL has no ГОСТ engine here: apt-get install libengine-gost-openssl')
  refuseForeignKey(certificate, readPrivateKey(pem, password))
  load(path)
  const key: KeyObject = createPrivateKey({ key: pem, passphrase: password })
  const digest = certificate.bits === 256 ? 'md_gost12_256' : 'md_gost12_512'
  return {
    certificate,
    digest: (bytes) => createHash(digest).update(bytes).digest(),
    sign: async (bytes) => sign(digest, bytes, key),
  }
}

/** Once a process: Node refuses an engine that it has. */
const loaded = new Set<string>()
function load(path: string): void {
  if (loaded.has(path)) return
  setEngine(path, constants.ENGINE_METHOD_ALL)
  loaded.add(path)
}
