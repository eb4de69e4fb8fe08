-- Notifications by ГЭПС (F15, X18): a record of their own, beside the applications.
CREATE TYPE "notification_state" AS ENUM ('QUEUED', 'SENT', 'ACCEPTED', 'REJECTED', 'READ', 'FAILED');
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "recipient_kind" "applicant_kind" NOT NULL,
    "recipient_name" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" "notification_state" NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_fault" TEXT,
    "answer_text" TEXT,
    "idempotency_key" UUID NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notifications_idempotency_key_key" ON "notifications"("idempotency_key");
CREATE INDEX "notifications_organisation_id_created_at_idx" ON "notifications"("organisation_id", "created_at" DESC);
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE state IN ('QUEUED', 'SENT');

-- What was written to whom never changes; only what became of it does.
CREATE FUNCTION notifications_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.organisation_id, NEW.recipient_kind, NEW.recipient_name, NEW.identifier, NEW.title, NEW.text)
     IS DISTINCT FROM (OLD.organisation_id, OLD.recipient_kind, OLD.recipient_name, OLD.identifier, OLD.title, OLD.text) THEN
    RAISE EXCEPTION 'a notification is kept as it was written';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notifications_guard BEFORE UPDATE ON notifications FOR EACH ROW EXECUTE FUNCTION notifications_guard();

GRANT SELECT, INSERT ON notifications TO elk_web;
GRANT SELECT, UPDATE (state, attempts, next_attempt_at, last_fault, answer_text, sent_at, settled_at, read_at) ON notifications TO elk_worker;
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON notifications TO elk_web
  USING (organisation_id = (SELECT nullif(current_setting('app.organisation_id', true), '')::uuid));
CREATE POLICY whole_queue ON notifications TO elk_worker USING (true) WITH CHECK (true);
