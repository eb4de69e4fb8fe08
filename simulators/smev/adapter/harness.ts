import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as h from '../harness'

/** For tests: a simulator whose adapter has a directory with `result.pdf` and a link that leads out of it. */
export async function startWithFiles(): Promise<{ simulator: h.Process; files: string }> {
  const data = h.temporary()
  const files = path.join(data, 'files')
  mkdirSync(files)
  writeFileSync(path.join(files, 'result.pdf'), '%PDF-1.4 вымышленный')
  writeFileSync(path.join(data, 'secret.txt'), 'x')
  symlinkSync(path.join(data, 'secret.txt'), path.join(files, 'link.txt'))
  const simulator = await h.start(data, { SIMULATOR_ADAPTER_FILES: files })
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
  return { simulator, files }
}

export async function post(
  { address }: h.Process,
  place: string,
  body: unknown,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${address}${place}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

export async function poll(
  simulator: h.Process,
  place: string,
  body: unknown,
  empty = (text: string): boolean => text === '',
): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const { text } = await post(simulator, place, body)
    if (!empty(text)) return text
    await sleep(20)
  }
  throw new Error('No answer came')
}

export const attachment = (uuid: string): string =>
  `<attachments><attachment><FSuuid>${uuid}</FSuuid><docTypeId>ELK_RESULT</docTypeId></attachment></attachments>`
