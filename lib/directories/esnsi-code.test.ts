import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnv } from '@/lib/core/env'
import { esnsiCode } from './esnsi-code'

describe('the code of a directory in ЕСНСИ', () => {
  beforeAll(() => void (process.env.SMEV_CNSI_CODES = '7210=ELK_CITIZENSHIP,7213=Каналы.1'))
  afterAll(() => void delete process.env.SMEV_CNSI_CODES)

  it.each([
    [7210, 'ELK_CITIZENSHIP'],
    [7213, 'Каналы.1'],
    [7212, 'ELK_STATUS'],
    [8248, 'ORGANIZATIONS_SENDERS'],
    [7211, '7211'],
  ])('%d is %s', (directory, code) => expect(esnsiCode(directory)).toBe(code))

  it.each(['ELK', '7210', '7210=', '7210=a b', '7210=A;7211=B'])('%s is no setting', (SMEV_CNSI_CODES) =>
    expect(() => readEnv({ SMEV_CNSI_CODES })).toThrow(/SMEV_CNSI_CODES/),
  )
})
