-- The nine roles of ПГС (A05) and the system administrator, who is outside them. Values of their own migration: they
-- cannot be used in the transaction that adds them.
ALTER TYPE role ADD VALUE 'METHODOLOGIST';
ALTER TYPE role ADD VALUE 'COORDINATOR';
ALTER TYPE role ADD VALUE 'SECRETARY';
ALTER TYPE role ADD VALUE 'DEPUTY_SUPERVISOR';
ALTER TYPE role ADD VALUE 'SUPERVISOR_ASSISTANT';
ALTER TYPE role ADD VALUE 'SYSTEM_ADMINISTRATOR';
