import { checkExamples } from './examples.kit'
import { parseOgrnip } from './ogrnip'

checkExamples('ОГРНИП', parseOgrnip, {
  valid: [
    ['325990000000016'],
    ['304990012345678'],
    ['323990000007777'],
    ['325990000000050'],
    ['325990000000061'],
    ['325990000000072'],
  ],
  invalid: [
    ['325990000000017', 'ogrnip.control'],
    ['32599000000001', 'length'],
    ['125990000000016', 'ogrnip.first'],
    ['1259900000018', 'ogrnip.ofOrganisation'],
  ],
})
