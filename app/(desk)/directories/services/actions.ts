'use server'

import { defineAction } from '@/lib/auth/define-action'
import { requestTku } from '@/lib/catalogue/request-tku'
import { saveService } from '@/lib/catalogue/save-service'
import { RequestTku, SaveService, ShowService } from '@/lib/catalogue/schema'
import { showService } from '@/lib/catalogue/show-service'
import { translate } from '@/lib/i18n/translate'
import { makeTkuRequest } from '@/lib/letters/make-tku-request'
import { TkuRequest } from '@/lib/letters/tku-request'

const permission = 'services.manage'

export const saveServiceAction = defineAction(
  { name: 'service.save', permission, input: SaveService },
  saveService,
)
export const showServiceAction = defineAction(
  { name: 'service.show', permission, input: ShowService },
  showService,
)
export const makeTkuRequestAction = defineAction(
  { name: 'services.letter', permission, input: TkuRequest },
  (session, input) => makeTkuRequest(session, input, translate),
)
export const requestTkuAction = defineAction(
  { name: 'service.request', permission, input: RequestTku },
  requestTku,
)
