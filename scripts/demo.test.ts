import { expect, it } from 'vitest'
import { whereDemoGoes, whyNoDemo } from './demo.mjs'

it('is a demonstration by itself only on this machine, with nothing of one’s own', () => {
  const near = { host: '127.0.0.1', near: true }
  expect(whyNoDemo({ env: { SMEV_ENDPOINT: '' }, ...near })).toBe('')
  for (const name of ['DATABASE_URL', 'SMEV_ENDPOINT', 'SMEV_DRIVER', 'SMEV_ADAPTER_URL', 'SMEV_FOLDER_OUT'])
    expect(whyNoDemo({ env: { [name]: 'x' }, ...near })).toBe(`${name} is set`)
  expect(whyNoDemo({ env: {}, host: '0.0.0.0', near: false })).toBe('HOST is 0.0.0.0')
})

it('demo data go to the simulator, or where an address of one’s own leads, but never to the account of real people', () => {
  const own = { SMEV_ADAPTER_URL: 'http://us:secret@10.0.0.5:81/a', SMEV_FOLDER_OUT: '/out' }
  expect(whereDemoGoes({ SMEV_ENVIRONMENT: 'EPGU' })).toBe('')
  expect(whereDemoGoes({ ...own, SMEV_ENVIRONMENT: 'SVCDEV' })).toBe('10.0.0.5:81, /out')
  for (const [name, value] of Object.entries(own))
    expect(() => whereDemoGoes({ [name]: value, SMEV_ENVIRONMENT: 'EPGU' })).toThrow('the way leads to')
})
