import { notFound } from 'next/navigation'
import { Refusal } from '@/lib/core/errors'

/** For pages: a row that is not there, or is another organisation's, is a page that is not there. */
export async function orNotFound<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
