import { beforeSignIn } from '@/lib/core/db'

/** Name → what it says and the name of its label, in Prometheus' words. */
const METRICS: Record<string, { help: string; label?: string }> = {
  open_changes: { help: 'Changes that are not settled, or wait for a person, by state.', label: 'state' },
  backlog_age_seconds: { help: 'Age of the oldest change whose turn has come and that is in no message.' },
  unsettled_age_seconds: {
    help: 'Age of the oldest change without an answer, but behind an impossible transfer.',
  },
  overdue_changes: { help: 'Changes past their limit of transfer that are still tried.' },
  settled_5m: { help: 'Verdicts of the last five minutes, by state.', label: 'state' },
  accepted_within_10s_ratio_5m: {
    help: 'Share of the accepted of the last five minutes that took ten seconds or less.',
  },
  messages: { help: 'Messages of SMEV to be sent and to be answered.', label: 'state' },
  message_retries: { help: 'Attempts beyond the first of messages that are still to be sent.' },
  open_alarms: { help: 'Alarms that no administrator has resolved, by kind.', label: 'kind' },
  certificate_days: {
    help: 'Days until a certificate of ours ends, below 0 when it has; by what it is for.',
    label: 'purpose',
  },
  held_after_restore: { help: '1: the database was restored and nothing is sent until it is reconciled.' },
  wal_archive_failing: { help: '1: the last segment of the log could not be archived.' },
  workers_alive: { help: 'Workers that gave a sign of life within 15 seconds.' },
}

type Row = { name: string; label: string | null; value: number | null }

/** How delivery goes, in the text format of Prometheus 0.0.4: gauges without personal data and without organisations. */
export async function metrics(): Promise<string> {
  const rows = await beforeSignIn(
    (tx) => tx.$queryRaw<Row[]>`SELECT name, label, value FROM delivery_metrics()
      UNION ALL SELECT name, label, value FROM operation_metrics()`,
  )
  return Object.entries(METRICS)
    .flatMap(([name, { help, label }]) => [
      `# HELP elk_${name} ${help}`,
      `# TYPE elk_${name} gauge`,
      ...rows
        .filter((row) => row.name === name && row.value !== null)
        .map((row) => `elk_${name}${label && row.label ? `{${label}="${row.label}"}` : ''} ${row.value}`),
    ])
    .concat('')
    .join('\n')
}
