import path from 'node:path'

export interface Environment {
  port: number
  ftpPort: number
  data: string
  allowUnsigned: boolean
  trustFirst: boolean
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

export function readEnvironment(): Environment {
  return {
    port: number('SIMULATOR_PORT', 8090, 65535),
    ftpPort: number('SIMULATOR_FTP_PORT', 8021, 65535),
    data: path.resolve(process.env.SIMULATOR_DATA || 'data/simulator'),
    allowUnsigned: process.env.SIMULATOR_ALLOW_UNSIGNED === '1',
    trustFirst: process.env.SIMULATOR_TRUST_FIRST === '1',
    delayMs: number('SIMULATOR_DELAY_MS', 300, 3_600_000),
  }
}
