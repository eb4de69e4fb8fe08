/** The independent checker: what was committed against what the simulator applied. Knows nothing of how delivery works. */
export type Committed = { orderNumber: string; seq: number; status: number; state: string }
export type Applied = { orderNumber: string; kind: string; status: number; code: number; messageId: string }

export function judge(committed: Committed[], applied: Applied[]): string[] {
  const violations: string[] = []
  const numbers = new Set([...committed, ...applied].map((row) => row.orderNumber))
  for (const number of numbers) {
    const wanted = committed.filter((row) => row.orderNumber === number).sort((a, b) => a.seq - b.seq)
    const done = applied.filter((row) => row.orderNumber === number && row.code === 0)
    const accepted = wanted.filter((row) => row.state === 'ACCEPTED')
    const told = (rows: { status: number }[]) => rows.map((row) => row.status).join(' ')
    if (done.length < accepted.length)
      violations.push(`I5 ${number}: ${accepted.length} shown as accepted, ${done.length} applied`)
    if (done.length > wanted.length)
      violations.push(`I2 ${number}: ${done.length} applied of ${wanted.length} committed`)
    if (told(done) !== told(wanted.slice(0, done.length)))
      violations.push(`I3 ${number}: applied ${told(done)}, committed ${told(wanted)}`)
    if (wanted.length === 0) violations.push(`I4 ${number}: applied, never committed`)
    if (done.length > 0 && done[0]?.kind.toUpperCase().startsWith('CREATE') === false)
      violations.push(`I3 ${number}: begins with an update`)
    for (const row of wanted)
      if (!['ACCEPTED', 'REFUSED', 'FAILED', 'SKIPPED'].includes(row.state))
        violations.push(`I1 ${number}: change ${row.seq} is ${row.state}`)
    if (wanted.some((row, index) => row.seq !== index + 1))
      violations.push(`I3 ${number}: the sequence has a gap`)
  }
  return violations
}
