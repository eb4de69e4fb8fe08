import { readStored } from '../adapter/reply'
import type { Answer, Gateway, Refused } from '../contract'
import { verdictOf, type TransportFault } from '../faults'

/** A gateway through which nothing goes, for one reason: messages wait, and an administrator is told. */
export function refuseAll(
  fault: TransportFault,
  text: string,
  read: (raw: Buffer) => Answer = readStored,
): Gateway {
  const refused: Refused = { verdict: verdictOf(fault), fault, text }
  const unprepared = { ok: false as const, verdict: 'stop' as const, fault, errors: [text] }
  return {
    refuses: { fault, text },
    prepare: () => unprepared,
    prepareQuestion: () => unprepared,
    upload: () => Promise.resolve({ ok: false, ...refused }),
    seal: () => Promise.resolve({ ok: false, ...refused }),
    send: () => Promise.resolve({ verdict: 'stop', fault, text }),
    receive: () => Promise.resolve({ kind: 'fault', ...refused }),
    read,
    acknowledge: () => Promise.resolve({ ok: false, ...refused }),
    close: () => undefined,
  }
}
