import { X509Certificate } from 'node:crypto'

/** What people read in a certificate, whatever its algorithm. */
export type CertificateNames = {
  /** A person's full name when the certificate has one (SN, GN), else CN, else the whole name. */
  owner: string
  organisation?: string
  issuer: string
  serial: string
  notBefore: Date
  notAfter: Date
}

const LONGEST = 300

/** @throws when these bytes are no X.509 certificate. */
export function describeCertificate(der: Uint8Array): CertificateNames {
  const { subject, issuer, serialNumber, validFrom, validTo } = new X509Certificate(der)
  const find = (name: string, key: string) =>
    new RegExp(`^${key}=(.+)$`, 'm').exec(name)?.[1]?.replace(/\\(.)/g, '$1').trim()
  const cut = (text: string) => text.replace(/\\(.)/g, '$1').replaceAll('\n', ', ').slice(0, LONGEST)
  const common = find(subject, 'CN')
  const person = [find(subject, 'SN'), find(subject, 'GN')].filter(Boolean).join(' ')
  const owner = person || common || subject
  const organisation = find(subject, 'O') ?? (common === owner ? undefined : common)
  return {
    owner: cut(owner),
    ...(organisation && { organisation: cut(organisation) }),
    issuer: cut(find(issuer, 'CN') ?? issuer),
    serial: serialNumber,
    notBefore: new Date(validFrom),
    notAfter: new Date(validTo),
  }
}
