-- ── «Виды услуг по 277 ПП»: what the card of a service holds ───────────────────────────────────
CREATE TYPE service_code_origin AS ENUM ('RGU', 'KCR');
CREATE TYPE service_level AS ENUM ('STATE', 'MUNICIPAL', 'INSTITUTION');
ALTER TABLE services
  ADD COLUMN code_origin service_code_origin NOT NULL DEFAULT 'RGU',
  ADD COLUMN level service_level,
  ADD COLUMN state_structure_code text,
  ADD COLUMN on_epgu boolean NOT NULL DEFAULT false,
  ADD COLUMN test_since date,
  ADD COLUMN production_since date,
  ADD COLUMN result_name text,
  ADD COLUMN status_comments jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT services_state_structure_code CHECK (length(state_structure_code) BETWEEN 1 AND 32),
  ADD CONSTRAINT services_term CHECK (term_working_days BETWEEN 1 AND 365),
  ADD CONSTRAINT services_status_comments CHECK (jsonb_typeof(status_comments) = 'object');

-- Until now a service with a ТКУ was sent whatever its state said: it stays so. A number without a minus is one of ФРГУ.
UPDATE services SET tku_state = 'PRODUCTION' WHERE target_code IS NOT NULL AND tku_state IN ('NONE', 'REQUESTED');
UPDATE services SET tku_state = 'REQUESTED' WHERE target_code IS NULL AND tku_state IN ('TEST', 'PRODUCTION');
UPDATE services SET on_epgu = true WHERE target_code NOT LIKE '-%';
ALTER TABLE services
  ADD CONSTRAINT services_tku_state CHECK (
    tku_state = 'REQUESTED' OR (target_code IS NULL AND tku_state = 'NONE')
    OR (target_code IS NOT NULL AND tku_state IN ('TEST', 'PRODUCTION'))),
  ADD CONSTRAINT services_minus CHECK (on_epgu OR target_code LIKE '-%');

-- Who may is asked by the policies managed_insert and managed_update; no service is ever deleted, applications name it.
GRANT UPDATE (eservice_code, code_origin, level, state_structure_code, on_epgu, test_since, production_since, result_name,
  status_comments, allowed_statuses, version) ON services TO elk_web;

-- ── Directories from files: the same readings, compared and applied in the same way. What was applied keeps its rows,
-- so that it can be brought back.
ALTER TABLE directory_imports ADD COLUMN file_name text;
