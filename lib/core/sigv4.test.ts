import { expect, it } from 'vitest'
import { amzDate, authorization, s3Path } from './sigv4'

// The examples of Amazon's own documentation: «Authenticating Requests: Using the Authorization Header».
const keys = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
}
const host = 'examplebucket.s3.amazonaws.com'
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const common = { host, 'x-amz-content-sha256': empty, 'x-amz-date': '20130524T000000Z' }

it.each([
  [
    'GET of an object',
    { method: 'GET', path: '/test.txt', headers: { ...common, range: 'bytes=0-9' } },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT of an object',
    {
      method: 'PUT',
      path: s3Path('test$file.text'),
      headers: {
        ...common,
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
    },
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET of the lifecycle',
    { method: 'GET', path: '/?lifecycle', headers: common },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'GET of a list',
    { method: 'GET', path: '/?max-keys=2&prefix=J', headers: common },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('%s is signed as Amazon publishes it', (_, { method, path, headers }, signature) => {
  const url = new URL(`https://${host}${path}`)
  expect(authorization({ method, url, headers }, keys).split('Signature=')[1]).toBe(signature)
})

it('a moment and a path are written as it wants', () => {
  expect(amzDate(new Date('2013-05-24T00:00:00.123Z'))).toBe('20130524T000000Z')
  expect(s3Path('attachment', '3f0d', "a b+(1)'.pdf")).toBe('/attachment/3f0d/a%20b%2B%281%29%27.pdf')
})
