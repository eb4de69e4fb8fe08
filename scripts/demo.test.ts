import { expect, it } from 'vitest'
import { whereDemoGoes, whyNoDemo } from './demo.mjs'

it('is a demonstration by itself only on this machine, with nothing of one’s own', () => {
  const near = { host: '127.0.0.1', near: true }
  expect(whyNoDemo({ env: { SMEV_ENDPOINT: '' }, ...near })).toBe('')
  for (const name of ['DATABASE_URL', 'SMEV_ENDPOINT', 'SMEV_DRIVER', 'SMEV_ADAPTER_URL', 'SMEV_FOLDER_OUT'])
    expect(whyNoDemo({ env: { [name]: 'x' }, ...near })).toBe(`${name} is set`)
  expect(whyNoDemo({ env: {}, host: '0.0.0.0', near: false })).toBe('HOST is 0.0.0.0')
})

it('demo data go to the simulator, or where an address of this machine says', () => {
  expect(whereDemoGoes({})).toBe('')
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '[::1]'])
    expect(whereDemoGoes({ SMEV_ENDPOINT: `http://${host}:3390/ws` })).toBe(`http://${host}:3390/ws`)
  expect(whereDemoGoes({ SMEV_ADAPTER_URL: 'http://localhost/a', SMEV_FOLDER_OUT: '/out' })).toBe(
    'http://localhost/a, /out',
  )
})

it.each([
  'http://10.0.0.5/ws',
  'http://127.0.0.1.example.org/ws',
  'https://smev.example/ws',
  'smev.example:80',
])('demo data are refused on the way to %s', (address) => {
  for (const name of ['SMEV_ENDPOINT', 'SMEV_ADAPTER_URL'])
    expect(() => whereDemoGoes({ [name]: address })).toThrow(`${name} is ${address}`)
})
