// Whether `npm start` is a demonstration, and how far its invented people may go.
import { fail } from './checks.mjs'
import { query } from './postgres.mjs'

const ADDRESSES = ['SMEV_ENDPOINT', 'SMEV_ADAPTER_URL']
const OWN = ['DATABASE_URL', ...ADDRESSES, 'SMEV_DRIVER', 'SMEV_FOLDER_OUT']
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** What makes this start a production installation unless `--demo` is given; '' where nothing does. */
export function whyNoDemo({ env, host, near }) {
  const name = OWN.find((one) => env[one])
  return name ? `${name} is set` : near ? '' : `HOST is ${host}`
}

/**
 * Beside demo data: where their changes go; '' to the simulator.
 * @throws for an address beyond this machine: invented people must not reach a real СМЭВ
 */
export function whereDemoGoes(env) {
  for (const name of ADDRESSES) {
    const host = (URL.canParse(env[name] ?? '') && new URL(env[name]).hostname) || env[name]
    if (host && !LOOPBACK.test(host))
      fail(
        `Demo data are not sent beyond this machine, but ${name} is ${env[name]}. For a real СМЭВ start without --demo, on a DATA_DIR or DATABASE_URL that holds no demo data.`,
      )
  }
  return [...ADDRESSES, 'SMEV_FOLDER_OUT'].flatMap((name) => env[name] || []).join(', ')
}

/** Demo data of an earlier start count, whatever this one is. */
export async function holdsDemo(connectionString) {
  const { rows } = await query({ connectionString }, 'select from demo_plantings')
  return rows.length > 0
}
