import { describe, expect, it } from 'vitest'
import { searchKind } from './search-kind'

describe('searchKind', () => {
  it.each(['23', '00000023', '2165858735', '47-2026/000123', 'МФЦ-3/17'])('takes %s for a number', (text) => {
    expect(searchKind(text)).toBe('number')
  })
  it.each(['Образцова', 'ООО «Пример»', '900-000-001 35', '900-000-001 36', '90000000135', '990000000012'])(
    'keeps %s out of the URL',
    (text) => {
      expect(searchKind(text)).toBe('applicant')
    },
  )
})
