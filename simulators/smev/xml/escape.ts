const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for XML and for HTML alike. What XML 1.0 cannot hold at all becomes the replacement character. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

const SIGNS = new Map(Object.entries(ENTITIES).map(([sign, entity]) => [entity, sign]))

/** Text again of what `escapeText` has written. */
export const unescapeText = (text: string): string =>
  text.replace(/&[#\w]+;/g, (entity) => SIGNS.get(entity) ?? entity)
