import path from 'node:path'

export interface Environment {
  port: number
  ftpPort: number
  data: string
  allowUnsigned: boolean
  trustFirst: boolean
  /** The directory whose files the adapter's clients name. */
  adapterFiles: string
  /** Where the client of the folders puts messages and waits for answers; both or none. */
  folders?: { out: string; in: string }
  delayMs: number
}

function number(name: string, fallback: number, most: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}"`)
  return value
}

const foldersOf = (out?: string, inbox?: string): Environment['folders'] =>
  out && inbox ? { out: path.resolve(out), in: path.resolve(inbox) } : undefined

export function readEnvironment(): Environment {
  const data = path.resolve(process.env.SIMULATOR_DATA || 'data/simulator')
  return {
    port: number('SIMULATOR_PORT', 8090, 65535),
    ftpPort: number('SIMULATOR_FTP_PORT', 8021, 65535),
    data,
    adapterFiles: path.resolve(process.env.SIMULATOR_ADAPTER_FILES || path.join(data, 'adapter')),
    folders: foldersOf(process.env.SIMULATOR_FOLDER_OUT, process.env.SIMULATOR_FOLDER_IN),
    allowUnsigned: process.env.SIMULATOR_ALLOW_UNSIGNED === '1',
    trustFirst: process.env.SIMULATOR_TRUST_FIRST === '1',
    delayMs: number('SIMULATOR_DELAY_MS', 300, 3_600_000),
  }
}
