import { expect, it } from 'vitest'
import { networkOf } from './network'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002::/64'],
  ['2001:DB8:1:2::', '2001:0db8:0001:0002::/64'],
  ['2001:db8::6', '2001:0db8:0000:0000::/64'],
  ['::1', '0000:0000:0000:0000::/64'],
  ['fe80::1%eth0', 'fe80:0000:0000:0000::/64'],
])('%s is counted as %s', (ip, network) => expect(networkOf(ip)).toBe(network))
