import type { TransportFault } from '../faults'

/** A fault of the way, as a value: its name for the verdict, the system's own words for the record. */
export interface Failure {
  ok: false
  fault: TransportFault
  text: string
  /** What had come by then, when anything had. */
  body?: Buffer
}

export function failure(fault: TransportFault, text: string, body?: Buffer): Failure {
  return { ok: false, fault, text, body }
}

const BY_CODE: Record<string, TransportFault> = {
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  EPIPE: 'ConnectionReset',
  ECONNABORTED: 'ConnectionReset',
  ETIMEDOUT: 'Timeout',
  ENOTFOUND: 'HostNotFound',
  EAI_AGAIN: 'HostNotFound',
  CERT_HAS_EXPIRED: 'CertificateRefused',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'CertificateRefused',
  SELF_SIGNED_CERT_IN_CHAIN: 'CertificateRefused',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CertificateRefused',
  ERR_TLS_CERT_ALTNAME_INVALID: 'CertificateRefused',
  ERR_TLS_PIN: 'CertificateRefused',
}

/** The system's error to a fault; what it does not name is a broken connection. */
export function failureOf(error: unknown): Failure {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const fault = typeof code === 'string' ? BY_CODE[code] : undefined
  return failure(fault ?? 'ConnectionFailed', typeof message === 'string' ? message : String(error))
}
