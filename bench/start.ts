// Time from `npm start` to the first page, packages and build in place.
import { bar, finish, machine } from './measure'

console.log(`\nstart with packages and build in place · ${machine()}`)
bar('npm start → everything up', Number(process.env.UP_AFTER), 10, 's')
console.log(
  '  (the first start of a folder also lays down the database and the demo data; run twice for the second figure)',
)
finish()
