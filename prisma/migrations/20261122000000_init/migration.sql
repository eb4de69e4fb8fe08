CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The database's side of the one clock (lib/core/clock): simulations shift it with the setting app.clock_offset.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT clock_timestamp() + coalesce(nullif(current_setting('app.clock_offset', true), ''), '0')::interval $$;

-- Group roles, one set a cluster; the login roles of an installation are members of them (scripts/roles.mjs).
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['elk_web', 'elk_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another installation was faster
      END;
    END IF;
    EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
  END LOOP;
END $$;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('INSPECTOR', 'SUPERVISOR', 'ADMINISTRATOR', 'OBSERVER');

-- CreateEnum
CREATE TYPE "applicant_kind" AS ENUM ('PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY');

-- CreateEnum
CREATE TYPE "application_state" AS ENUM ('DRAFT', 'IN_WORK', 'GRANTED', 'REFUSED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "delivery_kind" AS ENUM ('CREATE', 'UPDATE');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('QUEUED', 'SENDING', 'SENT', 'ACCEPTED', 'REFUSED', 'FAILED', 'SKIPPED', 'SUPERSEDED');

-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('PREPARED', 'SENT', 'ANSWERED', 'REFUSED');

-- CreateEnum
CREATE TYPE "envelope_direction" AS ENUM ('OUT', 'IN');

-- CreateEnum
CREATE TYPE "tku_state" AS ENUM ('NONE', 'REQUESTED', 'TEST', 'PRODUCTION');

-- CreateTable
CREATE TABLE "organisations" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "short_name" TEXT NOT NULL,
    "inn" TEXT NOT NULL,
    "kpp" TEXT NOT NULL,
    "ogrn" TEXT NOT NULL,
    "oktmo" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'Europe/Moscow',
    "mnemonic" TEXT NOT NULL DEFAULT 'MNSV130',
    "contact_name" TEXT,
    "contact_phone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offices" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "frgu_code" TEXT,
    "oktmo" TEXT NOT NULL,

    CONSTRAINT "offices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "office_id" UUID,
    "login" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "first_name" TEXT NOT NULL,
    "middle_name" TEXT,
    "position" TEXT NOT NULL,
    "snils" TEXT,
    "email" TEXT,
    "password_hash" TEXT NOT NULL,
    "roles" "role"[],
    "elk_module" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_counters" (
    "login_hash" BYTEA NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_counters_pkey" PRIMARY KEY ("login_hash")
);

-- CreateTable
CREATE TABLE "services" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "eservice_code" TEXT NOT NULL,
    "target_code" TEXT,
    "tku_state" "tku_state" NOT NULL DEFAULT 'NONE',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "allowed_applicants" "applicant_kind"[],
    "allowed_statuses" INTEGER[],
    "default_channel" INTEGER,
    "term_working_days" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "services_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_entries" (
    "directory" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "confirmed" BOOLEAN NOT NULL DEFAULT false,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_entries_pkey" PRIMARY KEY ("directory","code")
);

-- CreateTable
CREATE TABLE "applications" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "office_id" UUID,
    "number" TEXT NOT NULL,
    "order_number" TEXT,
    "elk_order_number" BIGINT,
    "state" "application_state" NOT NULL DEFAULT 'DRAFT',
    "state_at" TIMESTAMPTZ(3) NOT NULL,
    "elk_status" INTEGER,
    "service_id" UUID,
    "channel" INTEGER,
    "request_date" TIMESTAMPTZ(3),
    "region" TEXT,
    "applicant_kind" "applicant_kind" NOT NULL DEFAULT 'PERSON',
    "applicant_name" TEXT NOT NULL DEFAULT '',
    "applicant_search" TEXT NOT NULL DEFAULT '',
    "form" JSONB NOT NULL,
    "form_version" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "idempotency_key" UUID NOT NULL,
    "delivery_state" "delivery_state",
    "delivery_code" INTEGER,
    "transfer_by" TIMESTAMPTZ(3),
    "service_term_at" TIMESTAMPTZ(3),
    "created_by_id" UUID NOT NULL,
    "assignee_id" UUID,
    "updated_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "applications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "applicants" (
    "application_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" "applicant_kind" NOT NULL,
    "identification" TEXT NOT NULL,
    "last_name" TEXT,
    "first_name" TEXT,
    "middle_name" TEXT,
    "title" TEXT,
    "snils" TEXT,
    "inn" TEXT,
    "kpp" TEXT,
    "ogrn" TEXT,
    "birth_date" DATE,
    "document_type" INTEGER,
    "document_series" TEXT,
    "document_number" TEXT,
    "citizenship" INTEGER,
    "esia_id" TEXT,
    "ern_id" TEXT,

    CONSTRAINT "applicants_pkey" PRIMARY KEY ("application_id")
);

-- CreateTable
CREATE TABLE "status_changes" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "status" INTEGER NOT NULL,
    "status_date" TIMESTAMPTZ(3) NOT NULL,
    "is_informed" BOOLEAN NOT NULL DEFAULT false,
    "without_result" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,
    "comment" TEXT,
    "backdated_for" TEXT,
    "idempotency_key" UUID,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "status_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "files" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "status_change_id" UUID,
    "name" TEXT NOT NULL,
    "transport_name" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "streebog256" BYTEA NOT NULL,
    "doc_type_id" TEXT NOT NULL DEFAULT 'ELK_RESULT',
    "store_uuid" UUID NOT NULL,
    "stored_at" TIMESTAMPTZ(3),
    "uploaded_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "status_change_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "kind" "delivery_kind" NOT NULL,
    "facts" JSONB NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'QUEUED',
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "escalated_at" TIMESTAMPTZ(3),
    "message_id" UUID,
    "sent_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "answer_code" INTEGER,
    "answer_text" TEXT,
    "fault" TEXT,
    "decided_by_id" UUID,
    "decision" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" "delivery_kind" NOT NULL,
    "state" "message_state" NOT NULL DEFAULT 'PREPARED',
    "envelope_id" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "last_fault" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "envelopes" (
    "id" BIGSERIAL NOT NULL,
    "direction" "envelope_direction" NOT NULL,
    "operation" TEXT NOT NULL,
    "message_id" TEXT,
    "original_message_id" TEXT,
    "organisation_id" UUID,
    "body" BYTEA NOT NULL,
    "sha256" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "acked_at" TIMESTAMPTZ(3),

    CONSTRAINT "envelopes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarms" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "details" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alarms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "organisation_id" UUID,
    "user_id" UUID,
    "action" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "subject_type" TEXT,
    "subject_id" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "ip" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_terms" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "search_terms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeats" (
    "id" UUID NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeats_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organisations_code_key" ON "organisations"("code");

-- CreateIndex
CREATE UNIQUE INDEX "offices_organisation_id_name_key" ON "offices"("organisation_id", "name");

-- CreateIndex
CREATE INDEX "users_organisation_id_idx" ON "users"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "services_organisation_id_eservice_code_key" ON "services"("organisation_id", "eservice_code");

-- CreateIndex
CREATE UNIQUE INDEX "services_organisation_id_target_code_key" ON "services"("organisation_id", "target_code");

-- CreateIndex
CREATE UNIQUE INDEX "applications_idempotency_key_key" ON "applications"("idempotency_key");

-- CreateIndex
CREATE INDEX "applications_organisation_id_updated_at_id_idx" ON "applications"("organisation_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "applications_organisation_id_state_updated_at_id_idx" ON "applications"("organisation_id", "state", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "applications_organisation_id_elk_order_number_idx" ON "applications"("organisation_id", "elk_order_number");

-- CreateIndex
CREATE INDEX "applications_organisation_id_service_id_updated_at_id_idx" ON "applications"("organisation_id", "service_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "applications_organisation_id_number_key" ON "applications"("organisation_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "applications_organisation_id_order_number_key" ON "applications"("organisation_id", "order_number");

-- CreateIndex
CREATE INDEX "applicants_organisation_id_snils_idx" ON "applicants"("organisation_id", "snils");

-- CreateIndex
CREATE INDEX "applicants_organisation_id_inn_idx" ON "applicants"("organisation_id", "inn");

-- CreateIndex
CREATE UNIQUE INDEX "status_changes_idempotency_key_key" ON "status_changes"("idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "status_changes_application_id_seq_attempt_key" ON "status_changes"("application_id", "seq", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "files_store_uuid_key" ON "files"("store_uuid");

-- CreateIndex
CREATE INDEX "files_application_id_idx" ON "files"("application_id");

-- CreateIndex
CREATE INDEX "deliveries_message_id_idx" ON "deliveries"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_application_id_seq_attempt_key" ON "deliveries"("application_id", "seq", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "messages_envelope_id_key" ON "messages"("envelope_id");

-- CreateIndex
CREATE INDEX "envelopes_original_message_id_idx" ON "envelopes"("original_message_id");

-- CreateIndex
CREATE UNIQUE INDEX "alarms_kind_subject_key" ON "alarms"("kind", "subject");

-- CreateIndex
CREATE INDEX "audit_events_organisation_id_at_idx" ON "audit_events"("organisation_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_events_subject_id_at_idx" ON "audit_events"("subject_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "offices" ADD CONSTRAINT "offices_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_office_id_fkey" FOREIGN KEY ("office_id") REFERENCES "offices"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "services" ADD CONSTRAINT "services_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "applications" ADD CONSTRAINT "applications_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "applications" ADD CONSTRAINT "applications_office_id_fkey" FOREIGN KEY ("office_id") REFERENCES "offices"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "applications" ADD CONSTRAINT "applications_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "applicants" ADD CONSTRAINT "applicants_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "status_changes" ADD CONSTRAINT "status_changes_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_status_change_id_fkey" FOREIGN KEY ("status_change_id") REFERENCES "status_changes"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_status_change_id_fkey" FOREIGN KEY ("status_change_id") REFERENCES "status_changes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "envelopes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- ── Constraints that zod states too ────────────────────────────────────────────────────────────
CREATE UNIQUE INDEX users_login_key ON users (lower(login));
CREATE UNIQUE INDEX users_snils_key ON users (snils) WHERE snils IS NOT NULL;
ALTER TABLE organisations
  ADD CONSTRAINT organisations_inn CHECK (inn ~ '^\d{10}$'),
  ADD CONSTRAINT organisations_kpp CHECK (kpp ~ '^\d{4}[0-9A-Z]{2}\d{3}$'),
  ADD CONSTRAINT organisations_oktmo CHECK (oktmo ~ '^\d{8}$');
ALTER TABLE services
  ADD CONSTRAINT services_target_code CHECK (target_code ~ '^-?\d{1,19}$'),
  ADD CONSTRAINT services_eservice_code CHECK (eservice_code ~ '^-?\d{1,19}$');
ALTER TABLE applications
  ADD CONSTRAINT applications_number CHECK (number ~ '^\d{8,}$'),
  ADD CONSTRAINT applications_order_number CHECK (char_length(order_number) BETWEEN 1 AND 36 AND order_number = btrim(order_number)),
  ADD CONSTRAINT applications_elk_order_number CHECK (elk_order_number > 0),
  ADD CONSTRAINT applications_version CHECK (version > 0),
  -- What left the draft has all that a message needs.
  ADD CONSTRAINT applications_registered CHECK (state = 'DRAFT' OR (order_number IS NOT NULL AND service_id IS NOT NULL
    AND channel IS NOT NULL AND request_date IS NOT NULL AND region IS NOT NULL));
ALTER TABLE applicants
  ADD CONSTRAINT applicants_snils CHECK (snils ~ '^\d{3}-\d{3}-\d{3} \d{2}$'),
  ADD CONSTRAINT applicants_inn CHECK (inn ~ '^(\d{10}|\d{12})$'),
  ADD CONSTRAINT applicants_ogrn CHECK (ogrn ~ '^(\d{13}|\d{15})$'),
  ADD CONSTRAINT applicants_ern CHECK (ern_id ~ '^\d{12}$');
ALTER TABLE status_changes ADD CONSTRAINT status_changes_seq CHECK (seq > 0);
ALTER TABLE files
  ADD CONSTRAINT files_size CHECK (size > 0),
  ADD CONSTRAINT files_digests CHECK (octet_length(sha256) = 32 AND octet_length(streebog256) = 32);
ALTER TABLE deliveries ADD CONSTRAINT deliveries_create_first CHECK ((kind = 'CREATE') = (seq = 1));

-- ── The order of an application's changes, as invariants ───────────────────────────────────────
-- At most one change of an application is under way; the next leaves only after its answer.
CREATE UNIQUE INDEX deliveries_one_under_way ON deliveries (application_id) WHERE state IN ('SENDING', 'SENT');
-- At most one attempt of a change is alive.
CREATE UNIQUE INDEX deliveries_one_attempt ON deliveries (application_id, seq) WHERE state <> 'SUPERSEDED';
CREATE INDEX deliveries_waiting ON deliveries (not_before, application_id, seq) WHERE state = 'QUEUED';
CREATE INDEX deliveries_open ON deliveries (organisation_id, created_at DESC) WHERE state NOT IN ('ACCEPTED', 'SUPERSEDED');
CREATE INDEX deliveries_of_organisation ON deliveries (organisation_id, id DESC);
CREATE INDEX messages_due ON messages (next_attempt_at) WHERE state = 'PREPARED';
CREATE INDEX envelopes_unprocessed ON envelopes (id) WHERE direction = 'IN' AND (processed_at IS NULL OR acked_at IS NULL);

-- Facts are frozen; a settled delivery stays settled unless a person decides otherwise by a new attempt.
CREATE FUNCTION deliveries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.facts, NEW.application_id, NEW.seq, NEW.attempt, NEW.kind, NEW.status_change_id, NEW.organisation_id)
     IS DISTINCT FROM (OLD.facts, OLD.application_id, OLD.seq, OLD.attempt, OLD.kind, OLD.status_change_id, OLD.organisation_id) THEN
    RAISE EXCEPTION 'facts of a delivery are frozen';
  END IF;
  IF OLD.state = 'ACCEPTED' AND NEW.state <> 'ACCEPTED' THEN
    RAISE EXCEPTION 'an accepted delivery stays accepted';
  END IF;
  IF OLD.state = 'QUEUED' AND NEW.state = 'SENDING' AND EXISTS (
    SELECT FROM deliveries d WHERE d.application_id = NEW.application_id AND d.seq < NEW.seq
      AND d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED')) THEN
    RAISE EXCEPTION 'an earlier change of the application is not settled';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_guard BEFORE UPDATE ON deliveries FOR EACH ROW EXECUTE FUNCTION deliveries_guard();

-- An outgoing message keeps its bytes and its id.
CREATE FUNCTION envelopes_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.body, NEW.sha256, NEW.direction, NEW.operation, NEW.message_id, NEW.created_at)
     IS DISTINCT FROM (OLD.body, OLD.sha256, OLD.direction, OLD.operation, OLD.message_id, OLD.created_at) THEN
    RAISE EXCEPTION 'an envelope is kept as it came';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER envelopes_guard BEFORE UPDATE ON envelopes FOR EACH ROW EXECUTE FUNCTION envelopes_guard();

-- The list shows one delivery state an application: the refusal that waits for a person, else the change under way, else the last.
CREATE FUNCTION applications_show_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE applications a SET delivery_state = shown.state, delivery_code = shown.answer_code,
    transfer_by = CASE WHEN shown.state IN ('ACCEPTED', 'SKIPPED') THEN NULL ELSE shown.deadline_at END
  FROM (
    SELECT state, answer_code, deadline_at FROM deliveries
    WHERE application_id = NEW.application_id AND state <> 'SUPERSEDED'
    ORDER BY CASE WHEN state IN ('REFUSED', 'FAILED') THEN 0 WHEN state IN ('QUEUED', 'SENDING', 'SENT') THEN 1 ELSE 2 END,
             CASE WHEN state IN ('ACCEPTED', 'SKIPPED') THEN -seq ELSE seq END
    LIMIT 1
  ) shown
  WHERE a.id = NEW.application_id
    AND (a.delivery_state, a.delivery_code, a.transfer_by) IS DISTINCT FROM
        (shown.state, shown.answer_code, CASE WHEN shown.state IN ('ACCEPTED', 'SKIPPED') THEN NULL ELSE shown.deadline_at END);
  RETURN NULL;
END $$;
CREATE TRIGGER applications_show_delivery AFTER INSERT OR UPDATE OF state ON deliveries
  FOR EACH ROW EXECUTE FUNCTION applications_show_delivery();

-- ── Search ─────────────────────────────────────────────────────────────────────────────────────
CREATE INDEX applications_by_applicant ON applications (organisation_id, applicant_search COLLATE "C", id);
CREATE INDEX applications_applicant_trigram ON applications USING gin (applicant_search gin_trgm_ops);
CREATE INDEX applications_by_transfer ON applications (organisation_id, transfer_by, id) WHERE transfer_by IS NOT NULL;
CREATE INDEX applications_by_delivery ON applications (organisation_id, delivery_state, updated_at DESC, id DESC);

CREATE INDEX applications_by_order_number ON applications (organisation_id, order_number COLLATE "C");
-- The nearer of the two clocks («передать до», «срок услуги») first; what has none comes last.
CREATE INDEX applications_by_deadline ON applications (organisation_id, coalesce(least(transfer_by, service_term_at), 'infinity'::timestamptz), id DESC);

-- All that the counters look at, in one index: they never touch the rows themselves.
CREATE INDEX applications_counters ON applications (organisation_id, state, applicant_kind, delivery_state, elk_status)
  INCLUDE (assignee_id, transfer_by, service_term_at);

-- ── Numbers in АРМ: a sequence an organisation, so that no clerk waits for another ──────────────
-- A number taken by a transaction that was rolled back is not given again: «never twice» before «no gaps».
CREATE FUNCTION organisations_number_sequence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE SEQUENCE %I', 'application_number_' || replace(NEW.id::text, '-', ''));
  RETURN NULL;
END $$;
CREATE TRIGGER organisations_number_sequence AFTER INSERT ON organisations FOR EACH ROW EXECUTE FUNCTION organisations_number_sequence();

CREATE FUNCTION next_application_number(organisation uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE taken bigint;
BEGIN
  IF organisation::text IS DISTINCT FROM current_setting('app.organisation_id', true) THEN
    RAISE EXCEPTION 'numbers are given to the own organisation only';
  END IF;
  EXECUTE format('SELECT nextval(%L)', format('public.%I', 'application_number_' || replace(organisation::text, '-', ''))) INTO taken;
  RETURN CASE WHEN taken > 99999999 THEN taken::text ELSE lpad(taken::text, 8, '0') END;
END $$;

-- ── The worker's wake-up: the only thing of the queue that web may touch ───────────────────────
CREATE SCHEMA IF NOT EXISTS graphile_worker AUTHORIZATION elk_worker;
GRANT CREATE ON SCHEMA public TO elk_worker;
CREATE FUNCTION wake_delivery() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job('deliver', '{}'::json, job_key => 'deliver');
END $$;
ALTER FUNCTION wake_delivery() OWNER TO elk_worker;
REVOKE CREATE ON SCHEMA public FROM elk_worker;

-- What the background route answers with: counts, no row of any organisation.
CREATE FUNCTION delivery_counts(application uuid) RETURNS TABLE (state delivery_state, n bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT d.state, count(*) FROM deliveries d WHERE (application IS NULL OR d.application_id = application) AND d.state <> 'SUPERSEDED'
   AND (application IS NOT NULL OR d.state NOT IN ('ACCEPTED', 'SKIPPED')) GROUP BY d.state $$;

-- ── Rights ─────────────────────────────────────────────────────────────────────────────────────
REVOKE ALL ON FUNCTION next_application_number(uuid), wake_delivery(), organisations_number_sequence(), delivery_counts(uuid) FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO elk_web, elk_worker;
GRANT EXECUTE ON FUNCTION next_application_number(uuid), wake_delivery(), delivery_counts(uuid) TO elk_web;
GRANT EXECUTE ON FUNCTION wake_delivery() TO elk_worker;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO elk_web;
REVOKE ALL ON _prisma_migrations FROM elk_web;
GRANT INSERT, UPDATE ON applications, applicants, files, sessions, sign_in_counters TO elk_web;
GRANT DELETE ON applicants TO elk_web;
GRANT INSERT ON status_changes, deliveries, audit_events, search_terms TO elk_web;
GRANT UPDATE (state, not_before, message_id, decided_by_id, decision, settled_at) ON deliveries TO elk_web;
GRANT UPDATE (state, next_attempt_at, attempts, last_fault) ON messages TO elk_web;
GRANT UPDATE (last_sign_in_at) ON users TO elk_web;
GRANT UPDATE (resolved_at) ON alarms TO elk_web;
GRANT USAGE ON SEQUENCE audit_events_id_seq TO elk_web;

GRANT SELECT ON organisations, applications, status_changes, files, deliveries, messages, envelopes, alarms TO elk_worker;
GRANT INSERT ON messages, envelopes, alarms, audit_events TO elk_worker;
GRANT UPDATE (delivery_state, delivery_code, transfer_by, elk_order_number) ON applications TO elk_worker;
GRANT UPDATE (stored_at) ON files TO elk_worker;
GRANT UPDATE (state, not_before, message_id, sent_at, settled_at, answer_code, answer_text, fault, escalated_at) ON deliveries TO elk_worker;
GRANT UPDATE (state, attempts, next_attempt_at, lease_token, lease_until, last_fault, sent_at, answered_at) ON messages TO elk_worker;
GRANT UPDATE (original_message_id, organisation_id, processed_at, acked_at) ON envelopes TO elk_worker;
GRANT UPDATE ON alarms TO elk_worker;
GRANT SELECT ON audit_events TO elk_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_heartbeats TO elk_worker;
GRANT USAGE ON SEQUENCE envelopes_id_seq, audit_events_id_seq TO elk_worker;

-- ── Second line: rows of another organisation do not exist for web ─────────────────────────────
DO $$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['applications', 'applicants', 'status_changes', 'files', 'deliveries', 'messages', 'envelopes',
    'services', 'offices', 'search_terms', 'audit_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO elk_web USING (organisation_id = (SELECT nullif(current_setting(''app.organisation_id'', true), '''')::uuid))', guarded);
    EXECUTE format('CREATE POLICY whole_queue ON %I TO elk_worker USING (true) WITH CHECK (true)', guarded);
  END LOOP;
END $$;
-- Refused sign-ins belong to no organisation.
CREATE POLICY nobody_yet ON audit_events FOR INSERT TO elk_web WITH CHECK (organisation_id IS NULL);
