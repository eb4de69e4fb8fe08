import { createHash } from 'node:crypto'
import { cookieName } from '../next-auth'

/** Ten minutes at ЕСИА, five over the choice of an organisation. */
export const AT_ESIA_MS = 10 * 60_000
export const CHOOSING_MS = 5 * 60_000

/** The cookie that binds a sign-in to the browser it was begun in; the database keeps its hash. */
export const esiaCookie = () => cookieName('esia')
export const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest())
