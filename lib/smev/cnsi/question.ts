import { element } from '../xml/escape'
import { compileSchema, validateAgainst } from '../xsd/validate'

/** Reading of ЕСНСИ's directories (protocol.md, 3.5). */
export const CNSI_NAMESPACE = 'urn://x-artefacts-smev-gov-ru/esnsi/smev-integration/read/2.0.1'

/** What is asked of a directory, which ЕСНСИ knows by its code. */
export type CnsiQuestion =
  | { ask: 'revisions'; code: string; pageSize: number }
  | { ask: 'count'; code: string; revision: number }
  | { ask: 'data'; code: string; revision: number; pageSize: number; startFrom?: number }

const OPERATIONS = {
  revisions: 'GetClassifierRevisionList',
  count: 'GetClassifierRecordsCount',
  data: 'GetClassifierData',
} as const

/** CnsiRequest in the form the СМЭВ transform gives it under this prefix. */
export function cnsiRequestXml({ ask, code, ...rest }: CnsiQuestion, prefix: string): string {
  const { revision, pageSize, startFrom }: { revision?: number; pageSize?: number; startFrom?: number } = rest
  const inner = Object.entries({ code, revision, pageSize, startFrom })
    .map(([name, value]) => element(`${prefix}:${name}`, value))
    .join('')
  const operation = `${prefix}:${OPERATIONS[ask]}`
  return `<${prefix}:CnsiRequest xmlns:${prefix}="${CNSI_NAMESPACE}"><${operation}>${inner}</${operation}></${prefix}:CnsiRequest>`
}

/** The part of CnsiRequest that is used here. */
const XSD = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:c="${CNSI_NAMESPACE}" targetNamespace="${CNSI_NAMESPACE}" elementFormDefault="qualified">
  <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[\\p{L}\\d_.\\-]{1,100}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Positive"><xs:restriction base="xs:int"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>
  <xs:element name="CnsiRequest"><xs:complexType><xs:choice>
    <xs:element name="GetClassifierRevisionList"><xs:complexType><xs:sequence><xs:element name="code" type="c:Code"/><xs:element name="pageSize" type="c:Positive"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="GetClassifierRecordsCount"><xs:complexType><xs:sequence><xs:element name="code" type="c:Code"/><xs:element name="revision" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="GetClassifierData"><xs:complexType><xs:sequence><xs:element name="code" type="c:Code"/><xs:element name="revision" type="xs:int"/><xs:element name="pageSize" type="c:Positive"/><xs:element name="startFrom" type="c:Positive" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
  </xs:choice></xs:complexType></xs:element>
</xs:schema>`

let schema: ReturnType<typeof compileSchema> | undefined

/** What our schema has against a CnsiRequest; nothing when it is valid. */
export const validateCnsi = (xml: string): string[] => validateAgainst((schema ??= compileSchema(XSD)), xml)
