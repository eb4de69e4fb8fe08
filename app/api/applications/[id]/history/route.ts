import { CardId } from '@/lib/applications/get-application'
import { listHistory } from '@/lib/applications/list-history'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'application.history', permission: 'applications.read', input: CardId },
  listHistory,
)
