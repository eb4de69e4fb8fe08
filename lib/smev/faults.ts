/**
 * What to do about a fault.
 * taken: СМЭВ has the message, stop sending. retry: the same bytes again later, without limit. newId: the old id is
 * proved refused, mint a new one and new bytes. fix: this message can never pass, someone must change it. stop: nothing
 * will pass until an operator acts. ask: not known, a person decides. ignore: nothing is wrong for us.
 */
export type Verdict = 'taken' | 'retry' | 'newId' | 'fix' | 'stop' | 'ask' | 'ignore'

/** Faults of СМЭВ (protocol.md, 4.6). */
export const SMEV_FAULTS = {
  AccessDenied: 'stop',
  AttachmentContentMiscoordination: 'fix',
  AttachmentSizeLimitExceeded: 'fix',
  BusinessDataTypeIsNotSupported: 'stop',
  DestinationOverflow: 'retry',
  EndOfLifeReached: 'newId',
  IncorrectResponseContentType: 'ask',
  InvalidContent: 'fix',
  InvalidMessageIdFormat: 'newId',
  MessageIsAlreadySent: 'taken',
  PersonalAccessDenied: 'stop',
  QuoteLimitExceeded: 'stop',
  RecipientIsNotFound: 'stop',
  RequestIsNotFound: 'ask',
  SMEVFailure: 'retry',
  SenderIsNotRegistered: 'stop',
  SignatureVerificationFault: 'stop',
  StaleMessageId: 'newId',
  TargetMessageIsNotFound: 'ignore',
  TransactionCodeInvalid: 'fix',
  UnknownMessageType: 'fix',
} as const satisfies Record<string, Verdict>

/** Values of SignatureVerificationFault whose cause is the message, not the key. */
const SIGNATURE_REASONS: Record<string, Verdict> = {
  PoorSOAPEnvelopeFormat: 'fix',
  NoSignatureFound: 'stop',
  IncorrectSignatureTarget: 'fix',
  SignatureIsInvalid: 'stop',
  CertificateIsNotFound: 'stop',
  CertificateIsExpired: 'stop',
}

/** Faults of the way there and back, and our own refusals. */
export const TRANSPORT_FAULTS = {
  Timeout: 'retry',
  ConnectionRefused: 'retry',
  ConnectionReset: 'retry',
  HostNotFound: 'retry',
  ConnectionFailed: 'retry',
  HttpStatus: 'retry',
  Unreadable: 'retry',
  TooLarge: 'ask',
  ForeignMessageId: 'retry',
  CertificateRefused: 'stop',
  UnsignedBeyondLoopback: 'stop',
  FileStoreRefused: 'stop',
  FileStoreFull: 'stop',
  FileSizeDiffers: 'retry',
  FileTooLarge: 'fix',
  FileUnreadable: 'ask',
  SignerFailed: 'retry',
  ReceiptForged: 'ask',
  StatusForged: 'ask',
  OwnEnvelope: 'ask',
  AdapterFormChanged: 'ask',
  FolderMissing: 'stop',
  FolderRefused: 'stop',
  FolderFull: 'stop',
  FolderFailed: 'retry',
  BadFile: 'ask',
  DriverUnavailable: 'stop',
  CertificateEnded: 'stop',
} as const satisfies Record<string, Verdict>

/** Faults of the official adapter (protocol.md, 5.1). */
export const ADAPTER_FAULTS = {
  SystemFault: 'retry',
  SyncFault: 'retry',
  ValidationFault: 'fix',
} as const satisfies Record<string, Verdict>

export type TransportFault = keyof typeof TRANSPORT_FAULTS

const VERDICTS: Record<string, Verdict> = { ...SMEV_FAULTS, ...TRANSPORT_FAULTS, ...ADAPTER_FAULTS }

/** Verdict by the fault's name; one that nobody knows is for a person to judge. */
export function verdictOf(fault: string, signatureReason?: string): Verdict {
  if (fault === 'SignatureVerificationFault' && signatureReason)
    return SIGNATURE_REASONS[signatureReason] ?? 'stop'
  return Object.hasOwn(VERDICTS, fault) ? (VERDICTS[fault] ?? 'ask') : 'ask'
}

/** Faults of a send after which nobody can have the message: nothing reached anyone, or it was refused at the door. */
const UNTAKEN: ReadonlySet<string> = new Set([
  'ConnectionRefused',
  'HostNotFound',
  'CertificateRefused',
  'UnsignedBeyondLoopback',
  'DriverUnavailable',
  'CertificateEnded',
  'AdapterFormChanged',
  'FolderMissing',
  'FolderRefused',
  'FolderFull',
  'AccessDenied',
  'PersonalAccessDenied',
  'BusinessDataTypeIsNotSupported',
  'QuoteLimitExceeded',
  'RecipientIsNotFound',
  'SenderIsNotRegistered',
  'SignatureVerificationFault',
])

/** Whether this fault proves that the send which ended with it was not taken; a silence or a cut proves nothing. */
export const provesUntaken = (fault: string): boolean => UNTAKEN.has(fault)
