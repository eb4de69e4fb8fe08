// npm run admin: the first organisation and its administrator in an empty production database.
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
    roles: ['ADMINISTRATOR'],
    elkModule: true,
    passwordHash: await hashPassword(await ask('Пароль, не короче 12 знаков', text(12, 200))),
  },
})
console.log('Готово: войдите под этим логином.')
lines.close()
await owner.$disconnect()
