import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { takeLock } from './lock.mjs'

const folder = () => mkdtempSync(path.join(os.tmpdir(), 'lock-'))

it('is taken once, released, and taken again', () => {
  const file = path.join(folder(), 'a.lock')
  const first = takeLock(file)
  expect(first.release).toBeTypeOf('function')
  first.release?.()
  expect(existsSync(file)).toBe(false)
})

it('is taken over from a dead process, from our own pid of an earlier life, and when it is empty', () => {
  for (const text of ['999999999', `${process.pid}`, '', `1 0`]) {
    const file = path.join(folder(), 'a.lock')
    writeFileSync(file, text)
    expect(takeLock(file).release, JSON.stringify(text)).toBeTypeOf('function')
  }
})

it('has one holder when many processes reach for it at once, and leaves nothing else behind', async () => {
  for (let round = 0; round < 3; round++) {
    const directory = folder()
    const file = path.join(directory, 'a.lock')
    if (round % 2) writeFileSync(file, '999999999')
    const script = `import { takeLock } from ${JSON.stringify(path.resolve('scripts/lock.mjs'))}; console.log(takeLock(${JSON.stringify(file)}).release ? 'mine' : 'no'); setTimeout(() => {}, 1500)`
    const told = await Promise.all(
      Array.from({ length: 6 }, () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script])
        let out = ''
        child.stdout.on('data', (chunk) => (out += chunk))
        return new Promise<string>((done) => child.on('exit', () => done(out.trim())))
      }),
    )
    expect(told.filter((one) => one === 'mine')).toHaveLength(1)
    expect(readdirSync(directory)).toEqual(['a.lock'])
  }
})
