import { copyFileSync, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const contracts = path.resolve(import.meta.dirname, '../../../shared/contracts')
export const haveContracts = existsSync(contracts)

/** The official WSDL of 1.1 with its schemas in one folder, as a SOAP stack that is not ours wants them. */
export function officialWsdl(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wsdl-'))
  for (const name of readdirSync(path.join(contracts, 'xsd')))
    copyFileSync(path.join(contracts, 'xsd', name), path.join(folder, name))
  const wsdl = 'smev-message-exchange-service-1.1.wsdl'
  copyFileSync(path.join(contracts, wsdl), path.join(folder, wsdl))
  return path.join(folder, wsdl)
}
