import { createHash, createHmac } from 'node:crypto'

export interface S3Keys {
  accessKey: string
  secretKey: string
  region: string
}

export interface ToSign {
  method: string
  url: URL
  /** In lower case; `host`, `x-amz-date` and `x-amz-content-sha256` are among them. */
  headers: Readonly<Record<string, string>>
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** RFC 3986, as Amazon's «UriEncode» wants it. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/** Path of a key in a bucket, each part encoded. */
export const s3Path = (...parts: string[]): string => `/${parts.map(encode).join('/')}`

/** The moment as the signature writes it: `20130524T000000Z`. */
export const amzDate = (at: Date): string =>
  at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d{3}/, '')

/** `Authorization` of AWS Signature Version 4 for S3. The path of the URL must be encoded already (`s3Path`). */
export function authorization({ method, url, headers }: ToSign, keys: S3Keys): string {
  const names = Object.keys(headers).sort()
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const lines = names.map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, ' ')}\n`)
  const signed = names.join(';')
  const payload = headers['x-amz-content-sha256'] ?? ''
  const canonical = [method, url.pathname, query, lines.join(''), signed, payload].join('\n')
  const moment = headers['x-amz-date'] ?? ''
  const day = moment.slice(0, 8)
  const scope = `${day}/${keys.region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', moment, scope, sha256(canonical)].join('\n')
  const key = [day, keys.region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${keys.secretKey}`)
  const signature = hmac(key, text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${keys.accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
}
