/** The kinds of result files: extension, what their first bytes must be, and the type told to СМЭВ. Pure. */
type Kind = { extensions: string[]; mimeType: string; begins: (head: Uint8Array) => boolean }

const bytes =
  (...signature: number[]) =>
  (head: Uint8Array) =>
    signature.every((byte, index) => head[index] === byte)
const zip = bytes(0x50, 0x4b, 0x03, 0x04)
const compound = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)

function xml(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8', { fatal: false })
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart()
  return /^<[?!A-Za-zА-Яа-я_]/.test(text) && !/^<(!doctype\s+html|html|script|svg)/i.test(text)
}

const kinds: Kind[] = [
  { extensions: ['pdf'], mimeType: 'application/pdf', begins: bytes(0x25, 0x50, 0x44, 0x46, 0x2d) },
  { extensions: ['xml'], mimeType: 'application/xml', begins: xml },
  { extensions: ['zip'], mimeType: 'application/zip', begins: zip },
  {
    extensions: ['docx'],
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    begins: zip,
  },
  {
    extensions: ['xlsx'],
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    begins: zip,
  },
  { extensions: ['doc'], mimeType: 'application/msword', begins: compound },
  { extensions: ['xls'], mimeType: 'application/vnd.ms-excel', begins: compound },
  { extensions: ['jpg', 'jpeg'], mimeType: 'image/jpeg', begins: bytes(0xff, 0xd8, 0xff) },
  {
    extensions: ['png'],
    mimeType: 'image/png',
    begins: bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  },
  {
    extensions: ['tif', 'tiff'],
    mimeType: 'image/tiff',
    begins: (head) => bytes(0x49, 0x49, 0x2a, 0x00)(head) || bytes(0x4d, 0x4d, 0x00, 0x2a)(head),
  },
]
const executable =
  /\.(exe|com|bat|cmd|msi|scr|pif|js|jse|vbs|vbe|wsf|hta|jar|ps1|sh|dll|lnk|apk|html?|svg)(\.|$)/i

/** What a file picker offers. */
export const acceptedExtensions = kinds.flatMap((kind) => kind.extensions.map((extension) => `.${extension}`))

export type KindCheck =
  { ok: true; mimeType: string } | { ok: false; message: 'files.kind' | 'files.content'; extension: string }

/** Judges a file by its name and its first bytes (16 or more when it has them): both must agree. */
export function checkKind(name: string, head: Uint8Array): KindCheck {
  const extension = (/\.([^.]+)$/.exec(name)?.[1] ?? '').toLowerCase()
  const kind = kinds.find((candidate) => candidate.extensions.includes(extension))
  if (!kind || executable.test(name)) return { ok: false, message: 'files.kind', extension: extension || '—' }
  if (!kind.begins(head)) return { ok: false, message: 'files.content', extension }
  return { ok: true, mimeType: kind.mimeType }
}

const latin: Record<string, string> = Object.fromEntries(
  'а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ ie ы y ь - э e ю iu я ia'
    .split(' ')
    .reduce<[string, string][]>(
      (pairs, item, index, all) =>
        index % 2 ? pairs : [...pairs, [item, all[index + 1] === '-' ? '' : (all[index + 1] ?? '')]],
      [],
    ),
)

/** The name for the file store: Latin letters, digits, `.`, `-` and `_`, at most 100 characters (protocol.md §4.5). */
export function transportName(name: string): string {
  const spelled = [...name.normalize('NFC')]
    .map((character) => {
      const lower = character.toLowerCase()
      const letter = latin[lower]
      return letter === undefined
        ? character
        : character === lower
          ? letter
          : letter.charAt(0).toUpperCase() + letter.slice(1)
    })
    .join('')
  const [, stem = '', extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(spelled) ?? []
  const clean = stem
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replaceAll(/^[._]+|[._]+$/g, '')
    .slice(0, 90)
  return `${clean || 'file'}${extension.replaceAll(/[^A-Za-z0-9.]/g, '').toLowerCase()}`
}

/** The name as people see it: no path, no control or direction-changing characters, at most 200 characters. */
export function displayName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = base.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim()
  if (clean.length <= 200) return clean
  const extension = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? ''
  return clean.slice(0, 200 - extension.length) + extension
}
