-- A text for the citizen goes as a template of ЕСНСИ 7293 with its parameters (decision 9).
ALTER TABLE status_changes
  ADD COLUMN citizen_text jsonb,
  ADD CONSTRAINT status_changes_citizen_text CHECK (jsonb_typeof(citizen_text) = 'object');
ALTER TABLE services
  ADD COLUMN citizen_texts jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT services_citizen_texts CHECK (jsonb_typeof(citizen_texts) = 'object');
GRANT UPDATE (citizen_texts) ON services TO elk_web;
