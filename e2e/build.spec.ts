import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'

const root = path.resolve(import.meta.dirname, '..')
const server = path.join(root, '.next/server')

test('a build takes nothing along of what lies in the data folder, and so needs no more memory beside more of it', () => {
  const traces = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.nft.json'),
  )
  expect(traces).toContain('instrumentation.js.nft.json')
  const taken = traces.flatMap((name) => {
    const place = path.join(server, name)
    const { files } = JSON.parse(readFileSync(place, 'utf8')) as { files: string[] }
    return files.map((file) => path.relative(root, path.resolve(path.dirname(place), file)))
  })
  // Documents and benches stand for the data of an installation: a path that could be any takes these too.
  expect(taken.filter((file) => /^(data|docs|bench)\//.test(file))).toEqual([])
})
