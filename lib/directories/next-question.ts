export type Question =
  | { ask: 'revisions'; code: string; pageSize: number }
  | { ask: 'count'; code: string; revision: number }
  | { ask: 'data'; code: string; revision: number; pageSize: number; startFrom?: number }

export type Progress = { revision: number | null; expected: number | null; received: number }

/** So many records that a page of the widest directory stays far below the limits of one answer. */
export const PAGE = 1000

/** What is asked next: the last revision, how many records it has, then these, a page at a time. */
export function nextQuestion(code: string, { revision, expected, received }: Progress): Question {
  if (revision === null) return { ask: 'revisions', code, pageSize: PAGE }
  if (expected === null) return { ask: 'count', code, revision }
  return { ask: 'data', code, revision, pageSize: PAGE, startFrom: received > 0 ? received + 1 : undefined }
}
