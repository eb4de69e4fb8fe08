import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../lib/core/generated/prisma/client'

/** The owner's own connection: what has no screens yet (organisations, users, catalogue) is laid down by it. */
export function ownerClient(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 3 }) })
}
