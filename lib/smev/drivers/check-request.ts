import type { PrepareRequest } from '../contract'
import type { Attachment } from '../elk/order'
import { ordersRequestXml } from '../elk/request'
import { validateElk } from '../xsd/validate'

const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Checked = { ok: true; content: string; files: Attachment[] } | { ok: false; errors: string[] }

/** The business XML under a prefix, held to the schema, and its files, each once: the same for every driver. */
export function checkRequest(request: PrepareRequest, prefix: string): Checked {
  if (!MESSAGE_ID.test(request.messageId))
    return { ok: false, errors: ['MessageID is not a UUID of version 1 in lower case'] }
  if (request.orders.some((order) => order.environment !== request.environment))
    return { ok: false, errors: ['an order is meant for another environment'] }
  const content = ordersRequestXml(request, prefix)
  const errors = validateElk(content)
  if (errors.length > 0) return { ok: false, errors }
  const files = request.orders.flatMap((order) => order.status.attachments)
  return { ok: true, content, files: [...new Map(files.map((file) => [file.storeUuid, file])).values()] }
}
