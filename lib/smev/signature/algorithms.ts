/** What СМЭВ 3 signs with (protocol.md, 4.7); nothing else is accepted. */
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const SMEV_TRANSFORM = 'urn://smev-gov-ru/xmldsig/transform'

const PREFIX = 'urn:ietf:params:xml:ns:cpxmlsec:algorithms:'
export const digestUri = { 256: `${PREFIX}gostr34112012-256`, 512: `${PREFIX}gostr34112012-512` } as const
export const signatureUri = {
  256: `${PREFIX}gostr34102012-gostr34112012-256`,
  512: `${PREFIX}gostr34102012-gostr34112012-512`,
} as const
