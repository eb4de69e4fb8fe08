// Catalogues reach the bundle with their ICU patterns already parsed, so that no parser travels to the browser.
import compile from 'icu-minify/compile'

const compiled = (node) =>
  typeof node === 'string'
    ? compile(node)
    : Object.fromEntries(Object.entries(node).map(([key, child]) => [key, compiled(child)]))

/** A Turbopack loader for messages JSON. Throws at build time when a pattern cannot be parsed. */
export default function messageLoader(source) {
  return `export default ${JSON.stringify(compiled(JSON.parse(source)))}`
}
