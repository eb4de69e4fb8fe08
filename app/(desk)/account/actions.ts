'use server'

import { z } from 'zod'
import { changePassword, ChangePassword } from '@/lib/auth/change-password'
import { defineAction } from '@/lib/auth/define-action'
import { beginTotp, BeginTotp, confirmTotp, ConfirmTotp, dropOwnTotp } from '@/lib/auth/own-totp'
import { endSessions } from '@/lib/users/end-sessions'

const permission = 'account.own'

export const changePasswordAction = defineAction(
  { name: 'user.changePassword', permission, input: ChangePassword },
  changePassword,
)
export const beginTotpAction = defineAction({ name: 'user.totpOn', permission, input: BeginTotp }, beginTotp)
export const confirmTotpAction = defineAction(
  { name: 'user.totpOn', permission, input: ConfirmTotp },
  confirmTotp,
)
export const dropTotpAction = defineAction(
  { name: 'user.totpOff', permission, input: BeginTotp },
  dropOwnTotp,
)
export const endOwnSessionsAction = defineAction(
  { name: 'session.end', permission, input: z.object({ sessionId: z.uuid().optional() }) },
  (session, { sessionId }) => endSessions(session, { id: session.userId, sessionId }),
)
