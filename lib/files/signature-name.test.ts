import { expect, it } from 'vitest'
import { isSignatureName, pairOf, signedName } from './signature-name'

const files = ['Решение.pdf', 'Решение.docx', 'план.2026.xml', 'Решение.pdf.pdf'].map((name) => ({ name }))

it.each([
  ['Решение.pdf.sig', ['Решение.pdf']],
  ['РЕШЕНИЕ.PDF.SIG', ['Решение.pdf']],
  ['Решение.sig', ['Решение.pdf', 'Решение.docx']],
  ['Решение.p7s', ['Решение.pdf', 'Решение.docx']],
  ['план.2026.xml.p7s', ['план.2026.xml']],
  ['план.2026.sig', ['план.2026.xml']],
  ['план.sig', []],
  ['Решени.sig', []],
  // й as one letter and as two.
  ['план.2026.xml.sig'.normalize('NFD'), ['план.2026.xml']],
])('%s belongs to %j', (name, documents) => {
  expect(isSignatureName(name)).toBe(true)
  expect(pairOf(name, files).map((file) => file.name)).toEqual(documents)
})

it('a document is no signature', () => {
  for (const name of ['Решение.pdf', 'sig', 'Решение.sig.pdf', 'Решение.signature'])
    expect(isSignatureName(name)).toBe(false)
  expect(signedName('Решение.pdf.sig')).toBe('Решение.pdf')
})
