import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { book, bookOf, pack, parts, readBytes, row, sheet, styles } from './hostile.kit'

const cell = (text: string, at = 'A1') => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const oneSheet = (attributes: string) =>
  `<workbook><sheets><sheet name="A" sheetId="1" r:id="r1" xmlns:r="${rel}" ${attributes}/></sheets></workbook>`
const rowOf = async (bytes: Buffer | Promise<Buffer>, at = 0) => {
  const { rows, message } = await readBytes(await bytes)
  expect(message).toBeUndefined()
  return rows[at]
}

describe('an odd workbook is read without loss', () => {
  it.each([
    ['a number', '<c r="A1"><v>12</v></c>', '12', undefined],
    ['noise of the 17th digit', '<c r="A1"><v>0.30000000000000004</v></c>', '0,3', undefined],
    ['an exponent', '<c r="A1"><v>1.5E+3</v></c>', '1500', undefined],
    ['a small exponent', '<c r="A1"><v>1.5E-7</v></c>', '0,00000015', undefined],
    [
      'a whole number of 19 digits in full',
      '<c r="A1"><v>-4700000000160000001</v></c>',
      '-4700000000160000001',
      undefined,
    ],
    [
      'a number whose digits are lost',
      '<c r="A1"><v>-4.70000000016E+18</v></c>',
      '-4700000000160000000',
      'rounded',
    ],
    ['999999999999999.9', '<c r="A1"><v>999999999999999.9</v></c>', '1000000000000000', 'rounded'],
    ['a date', '<c r="A1" s="1"><v>45351</v></c>', '29.02.2024', undefined],
    ['a date before March 1900', '<c r="A1" s="1"><v>1</v></c>', '01.01.1900', undefined],
    ['the day that never was', '<c r="A1" s="1"><v>60</v></c>', '29.02.1900', 'date'],
    ['a date with its time', '<c r="A1" s="1"><v>45351.5</v></c>', '29.02.2024 12:00', undefined],
    ['a date below zero', '<c r="A1" s="1"><v>-5</v></c>', '-5', 'date'],
    ['an ISO date', '<c r="A1" t="d"><v>2024-02-29</v></c>', '29.02.2024', undefined],
    ['zeros before a code', '<c r="A1" s="2"><v>42</v></c>', '00042', undefined],
    ['a mask of СНИЛС', '<c r="A1" s="3"><v>90000012391</v></c>', '900-000-123 91', undefined],
    ['a mask of a date', '<c r="A1" s="4"><v>45351</v></c>', '29.02.2024', undefined],
    ['yes', '<c r="A1" t="b"><v>1</v></c>', 'да', undefined],
    ['an error', '<c r="A1" t="e"><v>#N/A</v></c>', '#N/A', 'error'],
    [
      'a formula that calls a program',
      '<c r="A1" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c>',
      'x',
      undefined,
    ],
    ['a formula without a value', '<c r="A1"><f>1+1</f></c>', '', 'noValue'],
    ['no number in a number', '<c r="A1"><v>abc</v></c>', 'abc', 'error'],
    [
      'pieces of rich text',
      '<c r="A1" t="inlineStr"><is><r><t>а</t></r><r><t> б</t></r><rPh><t>в</t></rPh></is></c>',
      'а б',
      undefined,
    ],
    ['an escape of Excel', cell('a_x000A_b_x005F_x0041_'), 'a\nb_x0041_', undefined],
    ['CDATA', '<c r="A1" t="inlineStr"><is><t><![CDATA[<б>]]></t></is></c>', '<б>', undefined],
    ['a cell of 40 000 letters', cell('я'.repeat(40_000)), 'я'.repeat(100), 'long'],
  ])('%s', async (_, xml, text, fault) => {
    const found = await rowOf(
      bookOf(row(xml), {
        'xl/styles.xml': styles('00000', '000\\-000\\-000" "00', '[$-419]dd"г."mm\\.yyyy;@'),
      }),
    )
    expect(found?.cells[0]).toBe(text)
    expect(found?.faults?.[0]?.fault).toBe(fault)
  })

  it('1904 mode', async () => {
    const workbook = oneSheet('').replace('<sheets>', '<workbookPr date1904="1"/><sheets>')
    const found = await rowOf(
      bookOf(row('<c r="A1" s="1"><v>43889</v></c>'), {
        'xl/workbook.xml': workbook,
        'xl/styles.xml': styles(),
      }),
    )
    expect(found?.cells).toEqual(['29.02.2024'])
  })

  it('rows and cells without references, prefixes, UTF-16, another order of parts', async () => {
    const xml =
      '<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>а</x:t></x:is></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row r="9"><x:c r="C9"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    const bytes = await book({ 'xl/worksheets/sheet1.xml': Buffer.from(`\ufeff${xml}`, 'utf16le') })
    expect((await readBytes(bytes)).rows).toEqual([
      { number: 1, cells: ['а', '2'] },
      { number: 9, cells: ['', '', '3'] },
    ])
  })

  it('tells of formulas, merged and hidden cells, and of other sheets', async () => {
    const xml = `<worksheet><cols><col hidden="1"/></cols><sheetData><row r="1" hidden="1">${cell('x')}<c r="B1"><f>1</f><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`
    const workbook = oneSheet('').replace(
      '</sheets>',
      `<sheet name="Б" sheetId="2" xmlns:r="${rel}" r:id="r1"/></sheets>`,
    )
    expect((await readBytes(await bookOf(xml, { 'xl/workbook.xml': workbook }))).facts).toEqual({
      format: 'xlsx',
      sheet: 'A',
      otherSheets: 1,
      formulas: 1,
      merged: 1,
      hiddenRows: 1,
      hiddenColumns: 1,
    })
  })

  it('a million empty rows with a format are no rows', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, at) => `<row r="${at + 2}"><c r="A${at + 2}" s="1"/></row>`,
    ).join('')
    expect((await readBytes(await bookOf(sheet(`<row r="1">${cell('x')}</row>${rows}`)))).rows).toHaveLength(
      1,
    )
  })

  it('parts of no use are not looked into', async () => {
    expect(
      (
        await readBytes(
          await pack(
            parts({ 'xl/externalLinks/externalLink1.xml': '<!DOCTYPE a>', 'docProps/thumbnail.jpeg': 'x' }),
          ),
        )
      ).rows,
    ).toHaveLength(1)
  })
})

describe('a CSV is read without loss', () => {
  const cp1251 = (text: string) =>
    Buffer.from(
      [...text].map((sign) => {
        const code = sign.charCodeAt(0)
        return code === 0x451 ? 0xb8 : code >= 0x410 ? code - 0x410 + 0xc0 : code
      }),
    )
  it.each([
    ['UTF-8', Buffer.from('код;имя\n007;ё')],
    ['UTF-8 with its mark', Buffer.from('\ufeffкод;имя\r\n007;ё\r\n')],
    ['windows-1251', cp1251('код;имя\r\n007;ё')],
    ['UTF-16, little end first', Buffer.from('\ufeffкод;имя\n007;ё', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeffкод;имя\n007;ё', 'utf16le').swap16()],
    ['commas', Buffer.from('код,имя\n007,ё')],
    ['tabs', Buffer.from('код\tимя\r007\tё')],
    ['«sep=» of Excel', Buffer.from('sep=;\nкод;имя\n007;ё')],
    ['quotes', Buffer.from('"код";"имя"\n"007";"ё"')],
    ['="007" of Excel', Buffer.from('код;имя\n"=""007""";ё')],
    ['shielded by an apostrophe', Buffer.from('код;имя\n007;ё')],
  ])('%s', async (_, bytes) => {
    expect((await readBytes(bytes)).rows.map(({ cells }) => cells)).toEqual([
      ['код', 'имя'],
      ['007', 'ё'],
    ])
  })

  it.each([
    ['separators, quotes and line ends inside quotes', 'a;b\n"1;""2""\r\n3";4', ['1;"2"\r\n3', '4']],
    ['quotes inside a word', 'a;b\nООО "Ромашка";4', ['ООО "Ромашка"', '4']],
    ['a formula shielded once is a text', "a;b\n'=1+1;''-5", ['=1+1', "'-5"]],
    ['a code with its minus', 'a;b\n-4700000000160000001;+7', ['-4700000000160000001', '+7']],
  ])('%s', async (_, text, cells) => {
    expect((await readBytes(Buffer.from(text))).rows[1]?.cells).toEqual(cells)
  })

  it('numbers rows as a spreadsheet does, also past empty ones and line ends of all kinds', async () => {
    const { rows } = await readBytes(Buffer.from('a;b\r\n\r\n1;2\n;\r3;4'))
    expect(rows.map(({ number }) => number)).toEqual([1, 3, 5])
  })

  it('a character on the edge of two pieces stays whole', async () => {
    const text = `${'я'.repeat(200_000).replace(/(.{1000})/g, '$1\n')}`
    const { rows } = await readBytes(Buffer.concat([Buffer.from('x'), Buffer.from(text)]))
    expect(rows.map(({ cells }) => cells[0]).join('')).toBe('x' + 'я'.repeat(200_000))
  })
})

it('a workbook that LibreOffice wrote: texts, numbers, dates, percents, formulas and their errors', async () => {
  const file = readFileSync(path.join(import.meta.dirname, '__fixtures__/libreoffice.xlsx'))
  const { rows, facts } = await readBytes(file)
  expect(facts).toEqual({ format: 'xlsx', sheet: 'lo', formulas: 2 })
  expect(rows.slice(1)).toEqual([
    {
      number: 2,
      cells: [
        'Выдача «справки»',
        '0012',
        '-4700000000160000001',
        '29.02.2024',
        '0,1',
        '#VALUE!',
        'TRUE',
        '0,125',
      ],
      faults: [{ column: 5, fault: 'error' }],
    },
    {
      number: 3,
      cells: ['Длинный код', '7', '', '01.03.1900', '4700000000160000000', '#DIV/0!', 'FALSE', '0,0000001'],
      faults: [
        { column: 4, fault: 'rounded' },
        { column: 5, fault: 'error' },
      ],
    },
  ])
})
