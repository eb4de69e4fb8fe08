import applications from './applications.json'
import common from './common.json'
import delivery from './delivery.json'
import files from './files.json'
import identifiers from './identifiers.json'
import refusal from './refusal.json'
import signIn from './signIn.json'
import statuses from './statuses.json'

/** Every word a person reads, by area. English later: the same keys in messages/en. */
export const ru = { applications, common, delivery, files, identifiers, refusal, signIn, statuses }
