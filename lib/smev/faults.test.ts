import { describe, expect, it } from 'vitest'
import { contract, describeWithContracts } from './contracts.kit'
import { provesUntaken, SMEV_FAULTS, verdictOf } from './faults'

describe('verdicts', () => {
  it.each([
    ['MessageIsAlreadySent', 'taken'],
    ['StaleMessageId', 'newId'],
    ['InvalidMessageIdFormat', 'newId'],
    ['SMEVFailure', 'retry'],
    ['DestinationOverflow', 'retry'],
    ['InvalidContent', 'fix'],
    ['AccessDenied', 'stop'],
    ['TargetMessageIsNotFound', 'ignore'],
    ['Timeout', 'retry'],
    ['UnsignedBeyondLoopback', 'stop'],
    ['NeverHeardOf', 'ask'],
    ['', 'ask'],
    ['toString', 'ask'],
  ])('%s: %s', (fault, verdict) => expect(verdictOf(fault)).toBe(verdict))

  it('a refused signature is judged by its reason', () => {
    expect(verdictOf('SignatureVerificationFault', 'PoorSOAPEnvelopeFormat')).toBe('fix')
    expect(verdictOf('SignatureVerificationFault', 'CertificateIsExpired')).toBe('stop')
    expect(verdictOf('SignatureVerificationFault', 'New')).toBe('stop')
  })
})

describe('what proves that a send was not taken', () => {
  it.each(['ConnectionRefused', 'HostNotFound', 'AccessDenied', 'FolderFull', 'DriverUnavailable'])(
    '%s does',
    (fault) => expect(provesUntaken(fault)).toBe(true),
  )
  it.each(['Timeout', 'ConnectionReset', 'HttpStatus', 'Unreadable', 'SystemFault', 'SMEVFailure', 'New'])(
    '%s does not',
    (fault) => expect(provesUntaken(fault)).toBe(false),
  )
})

/** protocol.md, 4.6 */
const NAMED =
  'AccessDenied AttachmentContentMiscoordination AttachmentSizeLimitExceeded BusinessDataTypeIsNotSupported DestinationOverflow ' +
  'EndOfLifeReached IncorrectResponseContentType InvalidContent InvalidMessageIdFormat StaleMessageId MessageIsAlreadySent ' +
  'QuoteLimitExceeded RecipientIsNotFound RequestIsNotFound SenderIsNotRegistered SignatureVerificationFault SMEVFailure ' +
  'TargetMessageIsNotFound TransactionCodeInvalid UnknownMessageType PersonalAccessDenied'

it.each(NAMED.split(' '))('%s has a verdict', (name) => expect(SMEV_FAULTS).toHaveProperty(name))

describeWithContracts('faults of the official schemas', () => {
  it('all have a verdict', () => {
    for (const version of ['1.1', '1.2', '1.3']) {
      const schema = contract(`xsd/smev-message-exchange-faults-${version}.xsd`)
      const names = [...schema.matchAll(/^\s{0,4}<(?:xs:|xsd:)?element\s[^>]*name="(\w+)"/gm)].map(
        (match) => match[1] ?? '',
      )
      expect(names.length).toBeGreaterThan(15)
      for (const name of names)
        if (/^[A-Z]\w+$/.test(name)) expect(SMEV_FAULTS, `${version} ${name}`).toHaveProperty(name)
    }
  })
})
