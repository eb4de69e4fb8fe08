import { expect, it } from 'vitest'
import { maskEsiaId, parseEsiaId } from './esia-id'
import { checkExamples } from './examples.kit'

checkExamples('ЕСИА', parseEsiaId, {
  valid: [['1000000123'], ['1'], ['1'.repeat(20)]],
  invalid: [
    ['', 'empty'],
    ['12A', 'onlyDigits'],
    ['1'.repeat(21), 'esiaId.long'],
  ],
})

it('masks', () => expect(maskEsiaId('1000000123')).toBe('*******123'))
