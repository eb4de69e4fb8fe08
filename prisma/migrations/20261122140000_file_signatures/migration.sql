-- Detached signatures of result files (R03, R09).
CREATE TABLE "file_signatures" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "name" TEXT,
    "cms" BYTEA NOT NULL,
    "signers" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_signatures_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "file_signatures" ADD CONSTRAINT "file_signatures_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE file_signatures ADD CONSTRAINT file_signatures_size CHECK (octet_length(cms) BETWEEN 1 AND 65536);
-- At most one signature of a file is alive: the one that goes with it.
CREATE UNIQUE INDEX file_signatures_alive ON file_signatures (file_id) WHERE removed_at IS NULL;

-- The bytes never change; web may put one aside, the worker may add the organisation's.
GRANT SELECT, INSERT, UPDATE (removed_at) ON file_signatures TO elk_web;
GRANT SELECT, INSERT ON file_signatures TO elk_worker;

ALTER TABLE file_signatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON file_signatures TO elk_web
  USING (organisation_id = (SELECT nullif(current_setting('app.organisation_id', true), '')::uuid));
CREATE POLICY whole_queue ON file_signatures TO elk_worker USING (true) WITH CHECK (true);
