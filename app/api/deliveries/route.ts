import { defineRoute } from '@/lib/auth/define-route'
import { DeliveryFilter, listDeliveries } from '@/lib/delivery/list-deliveries'

export const GET = defineRoute(
  { name: 'deliveries.list', permission: 'deliveries.read', input: DeliveryFilter },
  listDeliveries,
)
