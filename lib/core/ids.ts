import { z } from 'zod'

/** An id that may arrive from outside: anything but a UUID is «not found», never a database error. */
export const Id = z.uuid().toLowerCase()

export const isId = (text: unknown): text is string => Id.safeParse(text).success

/** An id in the words of another system, no longer than an index can hold. */
export const foreignId = (text: string): string => text.slice(0, 200)
