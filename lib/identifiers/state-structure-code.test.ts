import { checkExamples } from './examples.kit'
import { parseStateStructureCode } from './state-structure-code'

checkExamples('state_structure_code', (raw) => parseStateStructureCode(raw), {
  valid: [['990000000001'], ['4700000010000000001'], ['A1'], ['', '']],
  invalid: [
    ['1'.repeat(33), 'stateStructureCode.long'],
    ['   ', 'stateStructureCode.spaces'],
  ],
})

checkExamples(
  'state_structure_code of a body absent from ЕПГУ',
  (raw) => parseStateStructureCode(raw, { required: true }),
  {
    valid: [['A1']],
    invalid: [['', 'stateStructureCode.empty']],
  },
)
