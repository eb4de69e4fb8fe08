'use server'

import { z } from 'zod'
import { changePassword, ChangePassword } from '@/lib/auth/change-password'
import { defineAction } from '@/lib/auth/define-action'
import { cookieToken, keepCookie } from '@/lib/auth/keep-cookie'
import { beginTotp, confirmTotp, ConfirmTotp, dropTotp } from '@/lib/auth/own-totp'
import { prove, Prove } from '@/lib/auth/prove'
import { endSessions } from '@/lib/users/end-sessions'

const permission = 'account.own'

export const changePasswordAction = defineAction(
  { name: 'user.changePassword', permission, input: ChangePassword },
  changePassword,
)
export const proveAction = defineAction(
  { name: 'session.prove', permission, input: Prove },
  async (session, input) => {
    const { token } = await prove(session, input, (await cookieToken()) ?? '')
    await keepCookie(token)
  },
)
export const beginTotpAction = defineAction(
  { name: 'user.totpOn', permission, input: z.object({}) },
  beginTotp,
)
export const confirmTotpAction = defineAction(
  { name: 'user.totpOn', permission, input: ConfirmTotp },
  confirmTotp,
)
export const dropTotpAction = defineAction(
  { name: 'user.totpOff', permission, input: z.object({}) },
  (session) => dropTotp(session, { id: session.userId }),
)
export const endOwnSessionsAction = defineAction(
  { name: 'session.end', permission, input: z.object({ sessionId: z.uuid().optional() }) },
  (session, { sessionId }) => endSessions(session, { id: session.userId, sessionId }),
)
