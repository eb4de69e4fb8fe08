import path from 'node:path'

export interface Environment {
  port: number
  /** Where its own keys are kept. */
  data: string
  /** The one registered client: its mnemonic, certificate (PEM file) and addresses to come back to. */
  client: { id: string; certificate: string; redirects: string[] }
}

/** @throws when a setting is missing or wrong */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const port = Number(source.ESIA_SIMULATOR_PORT || 8091)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error('ESIA_SIMULATOR_PORT must be a port')
  const certificate = source.ESIA_SIMULATOR_CERTIFICATE
  if (!certificate) throw new Error('ESIA_SIMULATOR_CERTIFICATE must name the client’s certificate (PEM)')
  const redirects = (source.ESIA_SIMULATOR_REDIRECTS || 'http://127.0.0.1:3000/api/esia/callback').split(',')
  return {
    port,
    data: path.resolve(source.ESIA_SIMULATOR_DATA || 'data/esia-simulator'),
    client: { id: source.ESIA_SIMULATOR_CLIENT || 'ARM_ELK', certificate, redirects },
  }
}
