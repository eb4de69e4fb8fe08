import { faultName, OWN_ERROR, OWN_TROUBLE } from './labels'
import type { DeliveryView } from './schema'

/** Faults that pass by themselves: the same message goes again, or its changes under another id. */
export const passingFaults = [
  'OwnFilesAway',
  OWN_TROUBLE,
  'Timeout',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionFailed',
  'HostNotFound',
  'HttpStatus',
  'Unreadable',
  'ForeignMessageId',
  'FileSizeDiffers',
  'SignerFailed',
  'FolderFailed',
  'DestinationOverflow',
  'SMEVFailure',
  'SystemFault',
  'SyncFault',
  'EndOfLifeReached',
  'InvalidMessageIdFormat',
  'StaleMessageId',
] as const

/** With these a change goes back in the queue, and an administrator is told. */
export const mendedFaults = [
  OWN_ERROR,
  'AccessDenied',
  'PersonalAccessDenied',
  'BusinessDataTypeIsNotSupported',
  'QuoteLimitExceeded',
  'RecipientIsNotFound',
  'SenderIsNotRegistered',
  'SignatureVerificationFault',
] as const

const isOneOf = (names: readonly string[], fault: string): boolean => names.includes(faultName(fault))

/** It waits for what only an administrator can mend, who has been told, and goes by itself then. */
export function awaitsAdministrator({ view, fault }: { view: DeliveryView; fault: string | null }): boolean {
  if (fault === null) return false
  return view === 'retry' ? !isOneOf(passingFaults, fault) : view === 'queued' && isOneOf(mendedFaults, fault)
}
