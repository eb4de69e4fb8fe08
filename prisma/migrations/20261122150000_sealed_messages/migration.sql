-- A message waits as it was prepared; sealing puts the bytes that leave into the log of envelopes.
ALTER TABLE messages ADD COLUMN prepared bytea;
ALTER TABLE messages ALTER COLUMN envelope_id DROP NOT NULL;
ALTER TABLE messages ADD CONSTRAINT messages_prepared_or_sealed CHECK ((prepared IS NULL) <> (envelope_id IS NULL));
GRANT UPDATE (prepared, envelope_id) ON messages TO elk_worker;
