import {
  XmlBufferInputProvider,
  type XmlElement,
  xmlRegisterInputProvider,
  type XsdValidator,
} from 'libxml2-wasm'
import { exchangeVersions, type ExchangeVersion } from '../envelope/soap'
import { basicXsd, partName, typesXsd } from './exchange'
import { faultsXsd } from './exchange-faults'
import { compileSchema, problemsOf } from './validate'

const NAMESPACE =
  /^urn:\/\/x-artefacts-smev-gov-ru\/services\/message-exchange\/types\/(?:faults\/)?(1\.[123])$/

const compiled = new Map<ExchangeVersion, XsdValidator>()

function schemaOf(version: ExchangeVersion): XsdValidator {
  const known = compiled.get(version)
  if (known) return known
  // The files that the schema reaches for: libxml2 gets them from memory and sees no disk.
  xmlRegisterInputProvider(
    new XmlBufferInputProvider({
      [partName('basic', version)]: Buffer.from(basicXsd(version)),
      [partName('faults', version)]: Buffer.from(faultsXsd(version)),
    }),
  )
  const schema = compileSchema(typesXsd(version))
  compiled.set(version, schema)
  return schema
}

/** What the schemas of the message exchange have against an operation or a fault; undefined when it is none of them. */
export function validateExchange(element: XmlElement): string[] | undefined {
  const named = NAMESPACE.exec(element.namespaceUri)?.[1]
  const version = exchangeVersions.find((one) => one === named)
  return version && problemsOf(schemaOf(version), element)
}
