import { FILE_IS_MISSING, OWN_ERROR } from './labels'

/** Faults that say more to an administrator than the kind of their alarm does. */
export const namedFaults = [
  'DriverUnavailable',
  'CertificateEnded',
  'CertificateRefused',
  'UnsignedBeyondLoopback',
  'AdapterFormChanged',
  'FolderMissing',
  'FolderRefused',
  'FolderFull',
  'FileStoreRefused',
  'FileStoreFull',
  'FileUnreadable',
  'TooLarge',
  'BadFile',
  'ReceiptForged',
  'StatusForged',
  'OwnEnvelope',
  'JournalNotWritten',
  OWN_ERROR,
  'FileKeyUnreadable',
  FILE_IS_MISSING,
  'FileTooLarge',
  'OwnCheck',
] as const
