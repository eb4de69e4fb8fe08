import type { Bits } from '../../../lib/gost/certificate'

export const DS = 'http://www.w3.org/2000/09/xmldsig#'
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const SMEV_TRANSFORM = 'urn://smev-gov-ru/xmldsig/transform'

const urn = 'urn:ietf:params:xml:ns:cpxmlsec:algorithms'
export const SIGNATURE: Record<Bits, string> = {
  256: `${urn}:gostr34102012-gostr34112012-256`,
  512: `${urn}:gostr34102012-gostr34112012-512`,
}
export const DIGEST: Record<Bits, string> = {
  256: `${urn}:gostr34112012-256`,
  512: `${urn}:gostr34112012-512`,
}
