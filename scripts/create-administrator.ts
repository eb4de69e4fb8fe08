// npm run admin: the first organisation and its administrator in an empty production database; they manage the other
// organisations too. npm run admin -- --system LOGIN: somebody who is there already becomes a system administrator.
// npm run admin -- --no-codes LOGIN: for whoever has lost their one-time codes and has nobody to ask.
import { createInterface } from 'node:readline/promises'
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
const lines = createInterface({ input: process.stdin, output: process.stdout })

async function ask(question: string, parse: (text: string) => Parsed): Promise<string> {
  for (;;) {
    const parsed = parse(await lines.question(`${question}: `))
    if (parsed.ok) return parsed.value
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

await seedDirectories(owner, 'production')
const name = await ask('Наименование организации', text(3, 500))
const organisation = await owner.organisation.create({
  data: {
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
  },
})
await owner.user.create({
  data: {
    organisationId: organisation.id,
    login: await ask('Логин администратора', parseLogin),
    lastName: await ask('Фамилия', text(1, 100)),
    firstName: await ask('Имя', text(1, 100)),
    middleName: (await lines.question('Отчество (можно пропустить): ')).trim() || null,
    position: 'Администратор',
    roles: ['ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR'],
    elkModule: true,
    passwordHash: await hashPassword(await ask('Пароль, не короче 12 знаков', text(12, 200))),
  },
})
console.log('Готово: войдите под этим логином.')
lines.close()
await owner.$disconnect()
