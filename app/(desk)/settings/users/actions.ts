'use server'

import { z } from 'zod'
import { actingFor } from '@/lib/auth/acting-for'
import { dismissUser } from '@/lib/applications/dismiss-user'
import { defineAction } from '@/lib/auth/define-action'
import { dropTotp } from '@/lib/auth/own-totp'
import { endSessions } from '@/lib/users/end-sessions'
import { enableUser } from '@/lib/users/enable-user'
import { listColleagues } from '@/lib/users/list-colleagues'
import { listUsers } from '@/lib/users/list-users'
import { resetPassword } from '@/lib/users/reset-password'
import { saveUser } from '@/lib/users/save-user'
import { DisableUser, EndSessions, OneUser, SaveUser, SuggestLogin, UserFilters } from '@/lib/users/schema'
import { suggestLogin } from '@/lib/users/suggest-login'

/** The organisation that a system administrator works in; absent: one's own. */
const of = { organisationId: z.uuid().optional() }
const permission = 'users.manage'

export const listUsersAction = defineAction(
  { name: 'user.list', permission, input: UserFilters.extend(of) },
  (session, { organisationId, ...filters }) => listUsers(actingFor(session, organisationId), filters),
)
export const saveUserAction = defineAction(
  { name: 'user.save', permission, input: SaveUser.extend(of) },
  (session, { organisationId, ...user }) => saveUser(actingFor(session, organisationId), user),
)
export const suggestLoginAction = defineAction(
  { name: 'user.suggestLogin', permission, input: SuggestLogin.extend(of) },
  (session, { organisationId, ...names }) => suggestLogin(actingFor(session, organisationId), names),
)
export const disableUserAction = defineAction(
  { name: 'user.disable', permission, input: DisableUser.extend(of) },
  (session, { organisationId, ...asked }) => dismissUser(actingFor(session, organisationId), asked),
)
export const enableUserAction = defineAction(
  { name: 'user.enable', permission, input: DisableUser.extend(of) },
  (session, { organisationId, ...asked }) => enableUser(actingFor(session, organisationId), asked),
)
export const resetPasswordAction = defineAction(
  { name: 'user.resetPassword', permission, input: OneUser.extend(of) },
  (session, { organisationId, ...asked }) => resetPassword(actingFor(session, organisationId), asked),
)
export const dropTotpOfAction = defineAction(
  { name: 'user.totpOff', permission, input: OneUser.extend(of) },
  (session, { organisationId, ...asked }) => dropTotp(actingFor(session, organisationId), asked),
)
export const listColleaguesAction = defineAction(
  { name: 'user.colleagues', permission, input: OneUser.extend(of) },
  (session, { organisationId, ...asked }) => listColleagues(actingFor(session, organisationId), asked),
)
export const endSessionsAction = defineAction(
  { name: 'session.end', permission, input: EndSessions.extend(of) },
  (session, { organisationId, ...asked }) => endSessions(actingFor(session, organisationId), asked),
)
