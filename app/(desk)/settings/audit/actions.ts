'use server'

import { FindViewers } from '@/lib/audit/filters'
import { findViewers } from '@/lib/audit/find-viewers'
import { defineAction } from '@/lib/auth/define-action'

export const findViewersAction = defineAction(
  { name: 'audit.viewers', permission: 'audit.read', input: FindViewers },
  findViewers,
)
