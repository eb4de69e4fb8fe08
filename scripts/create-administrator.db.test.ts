import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { ownerClient } from '@/prisma/seed/owner'

const answers = [
  ...['Тестовый МФЦ', 'Т1', '9900123450', '990001001', '1259900000018', '41000000', 'Asia/Omsk'],
  ...['testov', 'Тестов', 'Тест', '', 'длинный пароль'],
]
const admin = (lines: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/create-administrator.ts'], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
  })

it('without a terminal answers are read from the input; too few or a wrong one end it in a line, and nothing is made', async () => {
  const owner = ownerClient(process.env.DATABASE_URL ?? '')
  for (const [lines, line] of [
    [[], /^Нет ответа на «Наименование организации»\..*\n$/],
    [answers.slice(0, -1), /^Нет ответа на «Пароль, не короче 12 знаков»\..*\n$/],
    [['Тестовый МФЦ', 'Т1', '12'], /^ИНН: .*\n$/],
  ] as const) {
    const { status, stderr } = admin([...lines])
    expect(stderr).toMatch(line)
    expect(status).toBe(1)
  }
  expect(await owner.organisation.count()).toBe(0)
  expect(admin(answers)).toMatchObject({ status: 0, stderr: '' })
  expect(
    await owner.user.findMany({
      select: { login: true, middleName: true, organisation: { select: { code: true } } },
    }),
  ).toEqual([{ login: 'testov', middleName: null, organisation: { code: 'Т1' } }])
  await owner.$disconnect()
})
