import account from './account.json'
import applications from './applications.json'
import audit from './audit.json'
import card from './card.json'
import catalogue from './catalogue.json'
import citizenText from './citizenText.json'
import common from './common.json'
import conflict from './conflict.json'
import deliveries from './deliveries.json'
import delivery from './delivery.json'
import directories from './directories.json'
import doctor from './doctor.json'
import escalation from './escalation.json'
import failed from './failed.json'
import files from './files.json'
import form from './form.json'
import home from './home.json'
import identifiers from './identifiers.json'
import letters from './letters.json'
import imports from './imports.json'
import list from './list.json'
import notifications from './notifications.json'
import organisations from './organisations.json'
import registration from './registration.json'
import refusal from './refusal.json'
import sessionEnd from './sessionEnd.json'
import settings from './settings.json'
import shell from './shell.json'
import signIn from './signIn.json'
import statuses from './statuses.json'
import users from './users.json'
import verdict from './verdict.json'

/** Every word a person reads, by area. English later: the same keys in messages/en. */
export const ru = {
  account,
  applications,
  audit,
  card,
  catalogue,
  citizenText,
  common,
  conflict,
  deliveries,
  delivery,
  directories,
  doctor,
  escalation,
  failed,
  files,
  form,
  home,
  identifiers,
  letters,
  imports,
  list,
  notifications,
  organisations,
  registration,
  refusal,
  sessionEnd,
  settings,
  shell,
  signIn,
  statuses,
  users,
  verdict,
}
