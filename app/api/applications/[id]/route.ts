import { CardId } from '@/lib/applications/get-application'
import { openCard } from '@/lib/applications/open-card'
import { defineRoute } from '@/lib/auth/define-route'

export const GET = defineRoute(
  { name: 'application.card', permission: 'applications.read', input: CardId },
  openCard,
)
