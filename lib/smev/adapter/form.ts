import type { PrepareRequest } from '../contract'
import type { Attachment } from '../elk/order'

export type Operation = 'Send' | 'Get' | 'Find'

/** What Find is asked for by the clientId of our request. */
export type FindBy = 'GET_REQUEST_BY_REQUEST_CLIENTID' | 'GET_RESPONSE_BY_REQUEST_CLIENTID'

export type FileOf = (file: Attachment) => string

/** How the adapter is spoken to; its replies are told apart by their bytes alone (`reply.ts`). */
export interface Form {
  send(request: PrepareRequest, content: string, files: readonly Attachment[]): string
  get(): string
  find(clientId: string, by: FindBy): string
  /** Whether stored bytes were made in this form: the setting may have changed since. */
  made(bytes: Buffer): boolean
  address(base: string, operation: Operation): URL
  /** Of SOAP; without it the form is JSON. */
  action?(operation: Operation): string
}

/** `{base}/name` */
export const under = (base: string, name: string): URL => new URL(`${base.replace(/\/+$/, '')}/${name}`)
