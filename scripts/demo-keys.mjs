// Keys of the demonstration, made once: nobody knows them but the simulators.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { fail } from './checks.mjs'

const root = path.resolve(import.meta.dirname, '..')

async function makeKey(folder) {
  const files = ['key.pem', 'certificate.pem'].map((file) => path.join(folder, file))
  if (!files.every((file) => existsSync(file)))
    await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/smev.ts', 'keygen', folder, '--days', '3650'],
      { cwd: root },
    ).catch((error) => fail(`The demo key could not be made: ${(error.stderr || error.message).trim()}`))
  return files
}

/** The worker's alone (decision 15). The simulator believes whom it sees first. */
export async function demoKey(data) {
  const [SMEV_KEY, SMEV_CERTIFICATE] = await makeKey(path.join(data, 'smev'))
  return { SMEV_SIGNER: 'pure', SMEV_KEY, SMEV_CERTIFICATE }
}

/** Web's own for ЕСИА; `trust.pem` the simulator writes when it starts. */
export async function demoEsia(data, port) {
  const [ESIA_KEY, ESIA_CERTIFICATE] = await makeKey(path.join(data, 'esia'))
  return {
    ESIA_URL: `http://127.0.0.1:${port}`,
    ESIA_CLIENT_ID: 'ARM_ELK',
    ESIA_SIGNER: 'pure',
    ESIA_KEY,
    ESIA_CERTIFICATE,
    ESIA_TRUST: path.join(data, 'esia-simulator/trust.pem'),
  }
}

/** What the simulator of ЕСИА is told of its one client. */
export const esiaSimulator = (data, port, addresses) => ({
  ESIA_SIMULATOR_PORT: String(port),
  ESIA_SIMULATOR_DATA: path.join(data, 'esia-simulator'),
  ESIA_SIMULATOR_CERTIFICATE: path.join(data, 'esia/certificate.pem'),
  ESIA_SIMULATOR_REDIRECTS: addresses
    .filter(Boolean)
    .map((address) => new URL('/api/esia/callback', address).href)
    .join(','),
})
