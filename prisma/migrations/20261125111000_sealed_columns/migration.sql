-- Columns that may hold a sealed СНИЛС or passport (decision 020). The blind index serves equality: HMAC-SHA-256 of the digits.
ALTER TABLE applicants
  ADD COLUMN snils_index bytea,
  DROP CONSTRAINT applicants_snils,
  ADD CONSTRAINT applicants_snils CHECK (snils ~ '^\d{3}-\d{3}-\d{3} \d{2}$' OR starts_with(snils, 'elk1.')),
  ADD CONSTRAINT applicants_snils_index CHECK (octet_length(snils_index) = 32);
CREATE INDEX applicants_organisation_id_snils_index_idx ON applicants (organisation_id, snils_index);

-- Under which keys this database was ever written, told by a proof that gives nothing of the key away. The owner's to write.
CREATE TABLE column_keys (
  id text PRIMARY KEY,
  proof bytea NOT NULL,
  since timestamptz(3) NOT NULL DEFAULT app_now()
);
GRANT SELECT ON column_keys TO elk_web, elk_worker;
