/** What the adapter answers with ValidationFault, or 400. */
export class Invalid extends Error {}

/** What it answers with SystemFault, or 500. */
export class Unwell extends Error {
  constructor(readonly code: string) {
    super('Адаптер не смог выполнить операцию.')
  }
}
