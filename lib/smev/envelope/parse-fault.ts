import { childOf, childrenOf, textIn, type XmlTree } from '../xml/read'

/** What СМЭВ says is wrong, in a SOAP fault or in an asynchronous status. */
export interface SmevFault {
  /** Name of the fault's element or type: `StaleMessageId`; empty when СМЭВ gave none. */
  name: string
  code?: string
  description?: string
  /** ValidationError of InvalidContent. */
  errors: string[]
  /** Value of SignatureVerificationFault. */
  signatureReason?: string
}

function faultOf(name: string, tree: XmlTree): SmevFault {
  return {
    name,
    code: textIn(tree, 'Code'),
    description: textIn(tree, 'Description'),
    errors: childrenOf(tree, 'ValidationError').map((error) => error.text.trim()),
    signatureReason: textIn(tree, 'SignatureVerificationFault'),
  }
}

/** soap:Fault, 1.1 or 1.2. */
export function parseSoapFault(fault: XmlTree): SmevFault {
  const text = textIn(fault, 'faultstring') ?? textIn(childOf(fault, 'Reason'), 'Text')
  const detail = childOf(fault, 'detail') ?? childOf(fault, 'Detail')
  const known =
    detail?.children.find((child) => child.namespace.includes('smev-gov-ru')) ?? detail?.children[0]
  if (!known) return { name: '', code: textIn(fault, 'faultcode'), description: text, errors: [] }
  const parsed = faultOf(known.name, known)
  return { ...parsed, description: parsed.description || text }
}

/** SmevFault of AsyncProcessingStatus; its kind stands in xsi:type. */
export function parseAsyncFault(fault: XmlTree): SmevFault {
  return faultOf(fault.attributes.type?.replace(/^.*:/, '') ?? '', fault)
}
