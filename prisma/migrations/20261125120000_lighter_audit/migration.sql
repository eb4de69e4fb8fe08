-- A row of the journal is written without a position and gets it when it is sealed: until then this index need not hold it.
DROP INDEX audit_events_position_key;
CREATE UNIQUE INDEX audit_events_position_key ON audit_events (position) WHERE position IS NOT NULL;
