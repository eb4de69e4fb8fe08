import { describe, expect, it } from 'vitest'
import { checkKind, displayName, transportName } from './kinds'

const head = (text: string) => new TextEncoder().encode(text)
const pdf = head('%PDF-1.7\n%âãÏÓ')
const exe = head('MZ\u0090\u0000\u0003')

describe('kind of a file', () => {
  it.each([
    ['решение.pdf', pdf, 'application/pdf'],
    ['РЕШЕНИЕ.PDF', pdf, 'application/pdf'],
    ['ответ.xml', head('\uFEFF<?xml version="1.0"?>'), 'application/xml'],
    ['пакет.zip', Uint8Array.of(0x50, 0x4b, 3, 4), 'application/zip'],
    ['скан.jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
  ])('%s', (name, bytes, mimeType) => expect(checkKind(name, bytes)).toEqual({ ok: true, mimeType }))
  it.each([
    ['setup.exe', exe, 'files.kind'],
    ['решение.pdf', exe, 'files.content'],
    ['решение.pdf.exe', pdf, 'files.kind'],
    ['решение.exe.pdf', pdf, 'files.kind'],
    ['без расширения', pdf, 'files.kind'],
    ['страница.xml', head('<html><script>'), 'files.content'],
    ['рисунок.svg', head('<svg'), 'files.kind'],
    ['пусто.pdf', new Uint8Array(), 'files.content'],
  ])('refuses %s', (name, bytes, message) =>
    expect(checkKind(name, bytes)).toMatchObject({ ok: false, message }),
  )
})

describe('names', () => {
  it.each([
    ['Постановление о присвоении адреса № 5.pdf', 'Postanovlenie_o_prisvoenii_adresa_5.pdf'],
    ['щука.PDF', 'shchuka.pdf'],
    ['../../etc/passwd', 'etc_passwd'],
    ['…', 'file'],
  ])('%s → %s', (name, transport) => expect(transportName(name)).toBe(transport))
  it('shows a name without path, direction marks and control characters', () => {
    expect(displayName('C:\\Users\\a\\реше\u202Eние\u0000.pdf')).toBe('решение.pdf')
    expect(displayName(`${'а'.repeat(300)}.pdf`)).toHaveLength(200)
    expect(displayName(`${'а'.repeat(300)}.pdf`)).toMatch(/\.pdf$/)
  })
})
