-- Attempts in a row whose worker ended without a word: only these tell of a message that ends its workers. One that could not leave,
-- because a store or a signer was away, goes on being tried (decision 5).
ALTER TABLE messages ADD COLUMN deaths smallint NOT NULL DEFAULT 0;
GRANT UPDATE (deaths) ON messages TO elk_worker;
