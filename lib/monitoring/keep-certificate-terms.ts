import { Prisma, workerSql } from '@/lib/core/db'

/** When each certificate ends, for the figures of monitoring: web has no certificates to read. */
export async function keepCertificateTerms(terms: { purpose: string; endsAt: Date }[]): Promise<void> {
  await workerSql(Prisma.sql`
    WITH now_known AS (
      SELECT * FROM unnest(${terms.map(({ purpose }) => purpose)}::text[], ${terms.map(({ endsAt }) => endsAt)}::timestamptz[]) t (purpose, ends_at)),
    gone AS (DELETE FROM certificate_terms c WHERE NOT EXISTS (SELECT FROM now_known n WHERE n.purpose = c.purpose))
    INSERT INTO certificate_terms SELECT * FROM now_known
    ON CONFLICT (purpose) DO UPDATE SET ends_at = excluded.ends_at`)
}
