import { checkExamples } from './examples.kit'
import { parseTku } from './tku'

checkExamples('ТКУ', parseTku, {
  valid: [
    ['-4700000000160000001'],
    ['-2540100010000000001'],
    ['-10000000109'],
    ['–4700000000160000001', '-4700000000160000001', 'corrected.dashes'],
    ['‒10000000109', '-10000000109', 'corrected.dashes'],
  ],
  invalid: [
    ['4700000000160000001', 'tku.minus'],
    ['-47000000001600000012', 'tku.long'],
    ['-47000 0000', 'tku.space'],
    ['-', 'tku.digits'],
    ['', 'empty'],
    ['-47A', 'onlyDigits'],
  ],
})

checkExamples('ТКУ of a service already on ЕПГУ', (raw) => parseTku(raw, { alreadyOnEpgu: true }), {
  valid: [['4700000000160000001'], ['-10000000109']],
  invalid: [['47000000001600000012', 'tku.long']],
})
