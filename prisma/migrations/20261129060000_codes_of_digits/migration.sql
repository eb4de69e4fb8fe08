-- The same digits said so that a row costs less: a counted repetition makes the pattern's machine anew for each row, which was a
-- twelfth of an import of services. \d was also any digit of Unicode; a code has ten (domain.md §2.6).
ALTER TABLE services
  DROP CONSTRAINT services_target_code,
  DROP CONSTRAINT services_eservice_code,
  ADD CONSTRAINT services_target_code CHECK (target_code ~ '^-?[0-9]+$' AND length(ltrim(target_code, '-')) <= 19),
  ADD CONSTRAINT services_eservice_code CHECK (eservice_code ~ '^-?[0-9]+$' AND length(ltrim(eservice_code, '-')) <= 19);
