-- By which way an organisation's messages go (decision 011); null is the installation's own.
CREATE TYPE smev_driver AS ENUM ('DIRECT', 'ADAPTER', 'FOLDER');
ALTER TABLE organisations ADD COLUMN smev_driver smev_driver;

-- The bytes of a message and of an answer are of one driver for good.
ALTER TABLE messages ADD COLUMN driver smev_driver NOT NULL DEFAULT 'DIRECT';
ALTER TABLE envelopes ADD COLUMN driver smev_driver NOT NULL DEFAULT 'DIRECT';

-- What left, without a proof that nobody has it, goes on by its own driver.
ALTER TABLE messages ADD COLUMN may_be_taken boolean NOT NULL DEFAULT false;
UPDATE messages SET may_be_taken = true WHERE envelope_id IS NOT NULL;
GRANT UPDATE (may_be_taken) ON messages TO elk_worker;

CREATE FUNCTION messages_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.driver <> OLD.driver THEN
    RAISE EXCEPTION 'a message is made for one driver';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER messages_guard BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION messages_guard();

-- Which drivers are still owed an answer, and which messages are to be looked up.
CREATE INDEX messages_awaiting ON messages (driver, sent_at) WHERE state = 'SENT';
