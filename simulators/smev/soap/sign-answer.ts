import type { Simulator } from '../simulator'
import { signFragment } from '../signature/sign'
import type { Version } from '../xml/namespaces'
import { standAlone } from './write'

type Party = 'smev' | 'epgu'

/** The signature of one of the parties over an element of an answer, in the element that carries it. */
export async function signatureOver(
  { keys, state }: Simulator,
  version: Version,
  party: Party,
  xml: string,
): Promise<string> {
  if (state.settings.sign === 0) return ''
  const id = /^[^>]* Id="([^"]*)"/.exec(xml)?.[1] ?? ''
  const signature = await signFragment(keys[party].signer, standAlone(version, xml), id)
  const name = party === 'smev' ? 'SMEVSignature' : 'SenderInformationSystemSignature'
  return `<ns2:${name}>${signature}</ns2:${name}>`
}
