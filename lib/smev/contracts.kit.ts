import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe } from 'vitest'

/** The official contracts beside the repository; tests that need them are skipped, and say so, where they are absent. */
const ROOT = resolve(import.meta.dirname, '../../../shared/contracts')
export const haveContracts = existsSync(ROOT)

export const contract = (path: string) => readFileSync(resolve(ROOT, path), 'utf8')
export const contracts = (folder: string) => (haveContracts ? readdirSync(resolve(ROOT, folder)).sort() : [])

export function describeWithContracts(name: string, body: () => void): void {
  if (haveContracts) describe(name, body)
  else describe.skip(`${name} (skipped: ../shared/contracts is absent)`, body)
}
