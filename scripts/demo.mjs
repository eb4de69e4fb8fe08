// Whether `npm start` is a demonstration, and where its invented people may go.
import { fail } from './checks.mjs'
import { query } from './postgres.mjs'

const ADDRESSES = ['SMEV_ENDPOINT', 'SMEV_ADAPTER_URL']
const OWN = ['DATABASE_URL', ...ADDRESSES, 'SMEV_DRIVER', 'SMEV_FOLDER_OUT']

/** What makes this start a production installation unless `--demo` is given; '' where nothing does. */
export function whyNoDemo({ env, host, near }) {
  const name = OWN.find((one) => env[one])
  return name ? `${name} is set` : near ? '' : `HOST is ${host}`
}

/**
 * Beside demo data: where their changes go; '' to the simulator.
 * @throws where that would be the account of real people
 */
export function whereDemoGoes(env) {
  const shown = (text) => (URL.canParse(text) ? new URL(text).host : text) // an address may hold a password
  const goal = [...ADDRESSES, 'SMEV_FOLDER_OUT']
    .flatMap((name) => (env[name] ? shown(env[name]) : []))
    .join(', ')
  if (goal && env.SMEV_ENVIRONMENT === 'EPGU')
    fail(
      `Demo data are not sent to the production of ЕПГУ, but SMEV_ENVIRONMENT is EPGU and the way leads to ${goal}. Start without --demo, on a DATA_DIR or DATABASE_URL that holds no demo data.`,
    )
  return goal
}

/** Demo data of an earlier start count, whatever this one is. */
export async function holdsDemo(connectionString) {
  const { rows } = await query({ connectionString }, 'select from demo_plantings')
  return rows.length > 0
}
