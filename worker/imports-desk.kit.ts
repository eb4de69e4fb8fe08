import { afterAll, beforeAll } from 'vitest'
import { freezeClock } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import type { ImportKind } from '@/lib/imports/kind'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { importKinds } from './import-kinds'
import { importsOf } from './imports.kit'

export const desk = {} as { planted: Planted; other: Planted; mine: ReturnType<typeof importsOf> }
export const client = owner()
export const services = importKinds[0] as ImportKind

/** An organisation whose administrator imports, and another one beside. */
export function openImports(): void {
  beforeAll(async () => {
    desk.planted = await plantTestOrganisation()
    desk.other = await plantTestOrganisation()
    desk.mine = importsOf(desk.planted.administrator)
  })
  afterAll(async () => {
    freezeClock(null)
    await client.$disconnect()
    await disconnect()
  })
}

export const stored = (eserviceCode: string) =>
  client.service.findFirst({ where: { eserviceCode, organisationId: desk.planted.organisationId } })
export const count = () => client.service.count({ where: { organisationId: desk.planted.organisationId } })
export const row = (code: string, change: Record<number, string> = {}) => {
  const cells = [`Услуга ${code}`, code, `-${code}`, '10', 'ФЛ, ЮЛ', '4', 'да']
  for (const [at, text] of Object.entries(change)) cells[Number(at)] = text
  return cells
}
