import type { Simulator } from '../simulator'
import { child, type Element, textOf } from '../xml/parse'
import { SmevFault } from './faults'

/** Files inside the message: as many contents as headers, and not more of them than fits. */
export function checkAttachments(permitted: number, body: Element, data: Element | undefined): void {
  const announced = (child(data, 'AttachmentHeaderList')?.children ?? []).map((header) =>
    textOf(header, 'contentId'),
  )
  const contents = child(body, 'AttachmentContentList')?.children ?? []
  const ids = contents.map((content) => textOf(content, 'Id'))
  if (announced.sort().join('\n') !== ids.sort().join('\n'))
    throw new SmevFault('AttachmentContentMiscoordination')
  const real = contents.reduce(
    (sum, content) => sum + Buffer.from(textOf(content, 'Content') ?? '', 'base64').length,
    0,
  )
  if (real > permitted)
    throw new SmevFault('AttachmentSizeLimitExceeded', {
      extra: { PermittedTotalAttachmentSize: `${permitted}`, RealTotalAttachmentSize: `${real}` },
    })
}

export const fileHeaders = (data: Element | undefined): { uuid: string; hash: string }[] =>
  (child(data, 'RefAttachmentHeaderList')?.children ?? []).map((header) => ({
    uuid: textOf(header, 'uuid') ?? '',
    hash: textOf(header, 'Hash') ?? '',
  }))

/** Files in the store: what has been taken and what comes must fit the quota. */
export async function checkRoom({ state, files }: Simulator, data: Element | undefined): Promise<void> {
  const { quotaBytes } = state.settings
  if (quotaBytes === 0) return
  const found = await Promise.all(fileHeaders(data).map(({ uuid }) => files.find(uuid)))
  const fresh = found.filter((file) => file !== undefined && !state.files.has(file.uuid))
  const real = fresh.reduce((sum, file) => sum + (file?.size ?? 0), 0)
  const taken = [...state.files.values()].reduce((sum, { size }) => sum + size, 0)
  const left = Math.max(0, quotaBytes - taken)
  if (real > left)
    throw new SmevFault('QuoteLimitExceeded', {
      extra: { RemainedTotalQuoteSize: `${left}`, RealTotalAttachmentSize: `${real}` },
    })
}
