import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { ActionResult } from '@/lib/auth/define-action'
import type { Permission } from '@/lib/auth/permissions'

export type Gate = { name: string; permission: string; call: unknown }
export type Door = {
  key: string
  permission: Permission
  knock: (input: Record<string, unknown>) => Promise<Told>
}
type Told = { code: string; text: string }
const origin = 'http://127.0.0.1'

const filesNamed = (name: string) =>
  readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .map((file) => `app/${file}`)

/** Every server action and every route behind the gate, as something to knock at. `gates` are those that were made. */
export async function findDoors(gates: Gate[]): Promise<Door[]> {
  const doors: Door[] = []
  const gateOf = (call: unknown) => gates.find((gate) => gate.call === call)
  for (const file of filesNamed('actions.ts')) {
    const doorway = (await import(path.resolve(file))) as Record<
      string,
      (input: unknown) => Promise<ActionResult<unknown>>
    >
    for (const [key, call] of Object.entries(doorway)) {
      const gate = gateOf(call)
      if (!gate) throw new Error(`${file} ${key} is not made by defineAction`)
      doors.push({
        key,
        permission: gate.permission as Permission,
        knock: async (input) => {
          const answer = await call(input)
          return { code: answer.ok ? 'OK' : answer.code, text: JSON.stringify(answer, bigints) }
        },
      })
    }
  }
  for (const file of filesNamed('route.ts')) {
    const doorway = (await import(path.resolve(file))) as Record<
      string,
      (...given: unknown[]) => Promise<Response>
    >
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const call = doorway[method]
      const gate = call && gateOf(call)
      if (!gate) continue // the open ones are named in lib/core/house.test.ts
      doors.push({
        key: `${method} ${file}`,
        permission: gate.permission as Permission,
        knock: async ({ params = {}, query = {}, body, headers = {} }) => {
          const url = new URL(`${origin}/x?${new URLSearchParams(query as Record<string, string>)}`)
          const request = new Request(url, {
            method,
            body: body as string | undefined,
            headers: { origin, host: '127.0.0.1', ...(headers as Record<string, string>) },
          })
          const response = await call(request, { params: Promise.resolve(params) })
          const codes: Record<number, string> = {
            200: 'OK',
            401: 'NOT_SIGNED_IN',
            403: 'FORBIDDEN',
            404: 'NOT_FOUND',
          }
          return { code: codes[response.status] ?? String(response.status), text: await response.text() }
        },
      })
    }
  }
  return doors
}
const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
