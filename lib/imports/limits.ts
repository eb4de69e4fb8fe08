const MB = 1024 * 1024

/** What a table may be: far more than a clerk has, far less than a machine has. */
export const LIMITS = {
  uploadBytes: 50 * MB,
  unpackedBytes: 100 * MB,
  ratio: 100,
  /** Small files pack as they like. */
  ratioFrom: 4 * MB,
  entries: 2000,
  sharedStringsBytes: 64 * MB,
  rows: 200_000,
  columns: 256,
  cell: 32_767,
  batch: 2000,
} as const
