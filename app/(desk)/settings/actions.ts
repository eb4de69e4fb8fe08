'use server'

import { z } from 'zod'
import { actingFor } from '@/lib/auth/acting-for'
import { defineAction } from '@/lib/auth/define-action'
import { closeOffice } from '@/lib/organisations/close-office'
import { saveOffice } from '@/lib/organisations/save-office'
import { saveOrganisation } from '@/lib/organisations/save-organisation'
import { CloseOffice, SaveOffice, SaveOrganisation } from '@/lib/organisations/schema'

const of = { organisationId: z.uuid().optional() }

export const saveOrganisationAction = defineAction(
  { name: 'organisation.save', permission: 'organisation.manage', input: SaveOrganisation },
  saveOrganisation,
)
export const saveOfficeAction = defineAction(
  { name: 'office.save', permission: 'organisation.manage', input: SaveOffice.extend(of) },
  (session, { organisationId, ...office }) => saveOffice(actingFor(session, organisationId), office),
)
export const closeOfficeAction = defineAction(
  { name: 'office.close', permission: 'organisation.manage', input: CloseOffice.extend(of) },
  (session, { organisationId, ...office }) => closeOffice(actingFor(session, organisationId), office),
)
