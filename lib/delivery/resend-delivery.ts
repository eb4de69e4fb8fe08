import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { resendOne } from './resend-one'

/** «Передать ещё раз» for one change. */
export const resendDelivery = (
  session: Session,
  input: { deliveryId: string },
): Promise<{ applicationId: string }> =>
  inOrganisation(session, async (tx) => ({ applicationId: await resendOne(tx, session, input.deliveryId) }))
