import { expect, it } from 'vitest'
import { wrongSignature } from './server'

// The example of Amazon's own documentation: «Authenticating Requests: Using the Authorization Header», GET of an object.
const keys = {
  region: 'us-east-1',
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const at = new Date('2013-05-24T00:10:00Z')
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const headers = {
  host: 'examplebucket.s3.amazonaws.com',
  range: 'bytes=0-9',
  'x-amz-content-sha256': empty,
  'x-amz-date': '20130524T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
}
const request = { method: 'GET', url: '/test.txt', headers }

it('believes the signature of Amazon’s example, and none that is touched', () => {
  expect(wrongSignature(request, keys, at)).toBeUndefined()
  const wrong = (change: object, more: Record<string, string> = {}) =>
    wrongSignature({ ...request, ...change, headers: { ...headers, ...more } }, keys, at)
  expect(wrong({ method: 'DELETE' })).toBe('SignatureDoesNotMatch')
  expect(wrong({ url: '/test.txt?acl' })).toBe('SignatureDoesNotMatch')
  expect(wrong({}, { range: 'bytes=0-99' })).toBe('SignatureDoesNotMatch')
  expect(wrong({}, { 'x-amz-acl': 'public-read' })).toBe('AccessDenied')
  expect(wrong({}, { authorization: '' })).toBe('AccessDenied')
  expect(wrongSignature(request, { ...keys, secretKey: 'x' }, at)).toBe('SignatureDoesNotMatch')
  expect(wrongSignature(request, keys, new Date('2013-05-24T00:16:00Z'))).toBe('RequestTimeTooSkewed')
})
