import applications from './applications.json'
import card from './card.json'
import common from './common.json'
import deliveries from './deliveries.json'
import delivery from './delivery.json'
import directories from './directories.json'
import doctor from './doctor.json'
import failed from './failed.json'
import files from './files.json'
import form from './form.json'
import home from './home.json'
import identifiers from './identifiers.json'
import imports from './imports.json'
import list from './list.json'
import notifications from './notifications.json'
import refusal from './refusal.json'
import shell from './shell.json'
import signIn from './signIn.json'
import statuses from './statuses.json'
import verdict from './verdict.json'

/** Every word a person reads, by area. English later: the same keys in messages/en. */
export const ru = {
  applications,
  card,
  common,
  deliveries,
  delivery,
  directories,
  doctor,
  failed,
  files,
  form,
  home,
  identifiers,
  imports,
  list,
  notifications,
  refusal,
  shell,
  signIn,
  statuses,
  verdict,
}
