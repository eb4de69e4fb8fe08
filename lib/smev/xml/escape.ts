const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\t': '&#x9;',
  '\n': '&#xA;',
}

/** Text of an element as canonical XML writes it. */
export function escapeText(text: string): string {
  // Most values have nothing to escape: looking costs less than replacing.
  return !/[&<>\r]/.test(text) ? text : text.replace(/[&<>\r]/g, (sign) => ENTITIES[sign] ?? sign)
}

/** Value of an attribute as canonical XML writes it. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<"\t\n\r]/g, (sign) => ENTITIES[sign] ?? sign)
}

/** Start tag, escaped text, end tag; nothing when there is no value. */
export function element(name: string, value: string | number | boolean | undefined | null): string {
  return value === undefined || value === null ? '' : `<${name}>${escapeText(String(value))}</${name}>`
}
