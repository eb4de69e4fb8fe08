/** The application that this window has just registered: its card says so once it is open. Never more than an id. */
let last: string | null = null

export function justRegistered(id: string): void {
  last = id
}

export const wasJustRegistered = (id: string): boolean => last === id
