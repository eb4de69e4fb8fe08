-- Directories read from ЕСНСИ over СМЭВ: asked by the worker, applied by an administrator who has seen the differences.
CREATE TYPE directory_import_state AS ENUM ('REQUESTED', 'ASKED', 'RECEIVED', 'APPLIED', 'FAILED', 'CANCELLED');

CREATE TABLE directory_imports (
  id uuid PRIMARY KEY,
  directory integer NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  state directory_import_state NOT NULL DEFAULT 'REQUESTED',
  requested_by_id uuid NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  revision integer,
  revision_date date,
  expected integer CHECK (expected > 0),
  rows jsonb NOT NULL DEFAULT '[]',
  received integer NOT NULL DEFAULT 0,
  message_id uuid,
  envelope_id bigint REFERENCES envelopes (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  asked uuid[] NOT NULL DEFAULT '{}',
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL,
  sent_at timestamptz(3),
  last_fault text,
  fault text,
  received_at timestamptz(3),
  decided_by_id uuid,
  decided_at timestamptz(3),
  counts jsonb,
  CONSTRAINT directory_imports_question CHECK ((message_id IS NULL) = (envelope_id IS NULL))
);

-- One reading of a directory at a time, whoever asked.
CREATE UNIQUE INDEX directory_imports_open ON directory_imports (directory) WHERE state IN ('REQUESTED', 'ASKED', 'RECEIVED');
CREATE INDEX directory_imports_directory_decided_at_idx ON directory_imports (directory, decided_at DESC);
CREATE INDEX directory_imports_asked ON directory_imports USING gin (asked);

-- A directory is everybody's, and so is its reading: any organisation's administrator sees it.
GRANT SELECT, INSERT ON directory_imports TO elk_web;
GRANT UPDATE (state, rows, counts, decided_by_id, decided_at) ON directory_imports TO elk_web;
GRANT INSERT, UPDATE (name, confirmed, attributes, closed_at) ON directory_entries TO elk_web;

GRANT SELECT ON directory_imports TO elk_worker;
GRANT UPDATE (state, revision, revision_date, expected, rows, received, message_id, envelope_id, asked, attempts, next_attempt_at,
  sent_at, last_fault, fault, received_at) ON directory_imports TO elk_worker;
