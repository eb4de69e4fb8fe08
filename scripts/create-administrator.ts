// npm run admin: the first organisation and its administrator in an empty production database; they manage the other
// organisations too. npm run admin -- --system LOGIN: somebody who is there already becomes a system administrator.
// Without a terminal the answers are read from its input, one a line in the order of the questions.
// npm run admin -- --no-codes LOGIN: for whoever has lost their one-time codes and has nobody to ask.
import { createInterface } from 'node:readline'
import { hashPassword } from '../lib/auth/sign-in'
import { parseOrganisationInn } from '../lib/identifiers/inn'
import { parseKpp } from '../lib/identifiers/kpp'
import { parseLogin } from '../lib/identifiers/login'
import { parseOgrn } from '../lib/identifiers/ogrn'
import { parseOktmo } from '../lib/identifiers/oktmo'
import type { Parsed } from '../lib/identifiers/parsed'
import { inWords } from '../lib/i18n/translate'
import { seedDirectories } from '../prisma/seed/directories'
import { ownerClient } from '../prisma/seed/owner'

const owner = ownerClient(process.env.DATABASE_URL ?? '')
const terminal = Boolean(process.stdin.isTTY)
const lines = createInterface({ input: process.stdin, output: process.stdout, terminal }) // what is piped is not echoed
const answers = lines[Symbol.asyncIterator]()

function giveUp(line: string): never {
  console.error(line)
  process.exit(1)
}

async function ask(question: string, parse: (text: string) => Parsed): Promise<string> {
  for (;;) {
    lines.setPrompt(`${question}: `)
    if (terminal) lines.prompt()
    const { value, done } = await answers.next()
    if (done)
      giveUp(
        `Нет ответа на «${question}». Запустите npm run admin в терминале или подайте на вход все ответы, по одному в строке.`,
      )
    const parsed = parse(value)
    if (parsed.ok) return parsed.value
    if (!terminal) giveUp(`${question}: ${inWords(parsed.message)}`)
    console.log(inWords(parsed.message))
  }
}
const text =
  (least: number, limit: number) =>
  (raw: string): Parsed =>
    raw.trim().length >= least && raw.trim().length <= limit
      ? { ok: true, value: raw.trim(), notices: [] }
      : { ok: false, message: `От ${least} до ${limit} знаков.` }

const [flag, login] = process.argv.slice(2)
if (flag === '--system') {
  const found = await owner.user.findFirst({
    where: { login: { equals: login ?? '', mode: 'insensitive' }, disabledAt: null },
    select: { id: true, roles: true, organisationId: true },
  })
  if (!found) console.error(`Действующего пользователя «${login ?? ''}» нет.`)
  else if (!found.roles.includes('SYSTEM_ADMINISTRATOR')) {
    const roles = [...found.roles, 'SYSTEM_ADMINISTRATOR' as const]
    await owner.user.update({ where: { id: found.id }, data: { roles } })
    await owner.auditEvent.create({
      data: {
        at: new Date(),
        organisationId: found.organisationId,
        action: 'user.update',
        result: 'ok',
        subjectType: 'user',
        subjectId: found.id,
        details: { changes: { roles: [found.roles, roles] }, by: 'server' },
      },
    })
  }
  if (found) console.log('Готово: это системный администратор.')
  lines.close()
  await owner.$disconnect()
  process.exit(found ? 0 : 1)
}

if (flag === '--no-codes') {
  const { count } = await owner.totpSecret.deleteMany({
    where: { user: { login: { equals: login ?? '', mode: 'insensitive' } } },
  })
  console.log(
    count > 0 ? 'Готово: одноразовые коды выключены.' : 'Одноразовых кодов у такого пользователя нет.',
  )
  lines.close()
  await owner.$disconnect()
  process.exit(count > 0 ? 0 : 1)
}

const name = await ask('Наименование организации', text(3, 500))
const organisation = {
  name,
  shortName: name,
  code: await ask('Код организации', text(1, 20)),
  inn: await ask('ИНН', parseOrganisationInn),
  kpp: await ask('КПП', parseKpp),
  ogrn: await ask('ОГРН', parseOgrn),
  oktmo: await ask('ОКТМО', parseOktmo),
  timeZone: await ask('Часовой пояс, например Europe/Moscow', (raw) =>
    Intl.supportedValuesOf('timeZone').includes(raw.trim())
      ? { ok: true, value: raw.trim(), notices: [] }
      : { ok: false, message: 'Такого пояса нет. Пример: Asia/Vladivostok.' },
  ),
}
const administrator = {
  login: await ask('Логин администратора', parseLogin),
  lastName: await ask('Фамилия', text(1, 100)),
  firstName: await ask('Имя', text(1, 100)),
  middleName: (await ask('Отчество (можно пропустить)', text(0, 100))) || null,
  position: 'Администратор',
  roles: ['ADMINISTRATOR' as const, 'SYSTEM_ADMINISTRATOR' as const],
  elkModule: true,
  passwordHash: await hashPassword(await ask('Пароль, не короче 12 знаков', text(12, 200))),
}
await seedDirectories(owner, 'production')
await owner.organisation.create({ data: { ...organisation, users: { create: administrator } } })
console.log('Готово: войдите под этим логином.')
lines.close()
await owner.$disconnect()
