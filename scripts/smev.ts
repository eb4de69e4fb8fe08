// npm run smev -- verify | transform | validate | keygen: works without database and configuration; doctor reads the
// latter; log: scripts/log.ts
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { makeKey } from '../lib/smev/commands/keygen'
import { digestOf, transformFile } from '../lib/smev/commands/transform'
import { validateFile } from '../lib/smev/commands/validate'
import { verifyFile } from '../lib/smev/commands/verify'

const usage = `npm run -s smev -- verify FILE.xml
npm run -s smev -- transform FILE.xml [--id ID] [--digest]
npm run -s smev -- validate FILE.xml
npm run -s smev -- keygen FOLDER [--owner NAME] [--set CryptoPro-A] [--days 365]
npm run -s smev -- doctor [--inn ИНН] [--wait SECONDS] [--no-test]
npm run -s smev -- log verify | export | prune`

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      digest: { type: 'boolean' },
      owner: { type: 'string', default: 'АРМ ЕЛК, тестовый ключ' },
      set: { type: 'string', default: 'CryptoPro-A' },
      days: { type: 'string', default: '365' },
      inn: { type: 'string' },
      wait: { type: 'string', default: '90' },
      'no-test': { type: 'boolean' },
    },
  })
  const [command, target] = positionals
  if (command === 'doctor' && !target) return (await import('./doctor')).doctor(values)
  if (!command || !target || positionals.length !== 2) throw new Error(usage)
  switch (command) {
    case 'verify': {
      const { ok, lines, notes } = verifyFile(readFileSync(target))
      console.log(lines.join('\n'))
      if (notes.length > 0) console.error(notes.join('\n'))
      return ok ? 0 : 1
    }
    case 'transform': {
      const result = transformFile(readFileSync(target), values.id)
      if (!result.ok) throw new Error(result.reason)
      process.stdout.write(values.digest ? `${digestOf(result.text)}\n` : result.text)
      return 0
    }
    case 'validate': {
      const errors = validateFile(readFileSync(target))
      console.log(errors.length === 0 ? 'valid' : errors.join('\n'))
      return errors.length === 0 ? 0 : 1
    }
    case 'keygen':
      console.log(makeKey(target, values.owner, values.set, Number(values.days)).join('\n'))
      return 0
    default:
      throw new Error(usage)
  }
}

try {
  if (process.argv[2] === 'log') {
    const { runLog } = await import('./log')
    process.exitCode = await runLog(process.argv.slice(3))
  } else process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
