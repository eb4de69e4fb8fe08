'use server'

import { defineAction } from '@/lib/auth/define-action'
import { saveService } from '@/lib/catalogue/save-service'
import { SaveService, ShowService } from '@/lib/catalogue/schema'
import { showService } from '@/lib/catalogue/show-service'

const permission = 'services.manage'

export const saveServiceAction = defineAction(
  { name: 'service.save', permission, input: SaveService },
  saveService,
)
export const showServiceAction = defineAction(
  { name: 'service.show', permission, input: ShowService },
  showService,
)
