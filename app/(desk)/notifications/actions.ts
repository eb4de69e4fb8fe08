'use server'

import { defineAction } from '@/lib/auth/define-action'
import { SendNotification } from '@/lib/notifications/schema'
import { sendNotification } from '@/lib/notifications/send-notification'

export const sendNotificationAction = defineAction(
  { name: 'notification.send', permission: 'notifications.send', input: SendNotification },
  sendNotification,
)
