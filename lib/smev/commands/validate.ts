import { validateElk } from '../xsd/validate'
import { readXml } from '../xml/read'

/** What is wrong with a file by the schemas of the data type; nothing when it is valid. */
export function validateFile(bytes: Buffer): string[] {
  const read = readXml(bytes)
  if (!read.ok) return [read.reason]
  return validateElk(bytes.toString('utf8').replace(/^\uFEFF/, ''))
}
