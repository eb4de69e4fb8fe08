import { now } from '@/lib/core/clock'
import { beforeSignIn } from '@/lib/core/db'
import { hashOf } from './sign-in-row'

type Offered = { id: string; organisation_name: string; position: string; last_sign_in_at: Date | null }

/** The accounts that a person may go on with in this browser; none when nothing is being chosen. */
export async function listOffered(token: string | undefined): Promise<Offered[]> {
  if (!token) return []
  return beforeSignIn(
    (tx) => tx.$queryRaw<Offered[]>`SELECT * FROM offered_esia_accounts(${hashOf(token)}, ${now()})`,
  )
}
