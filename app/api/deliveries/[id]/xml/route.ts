import { z } from 'zod'
import { defineRoute } from '@/lib/auth/define-route'
import { notFound } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { getMessageXml } from '@/lib/delivery/get-message-xml'

export const GET = defineRoute(
  { name: 'delivery.xml', permission: 'deliveries.xml', input: z.object({ id: z.string() }) },
  (session, { id }) => {
    if (!isId(id)) throw notFound()
    return getMessageXml(session, { deliveryId: id })
  },
)
