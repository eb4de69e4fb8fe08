import { type Certificate, isSignedBy, isValidAt } from '../../../lib/gost/certificate'
import { commit, type Simulator } from '../simulator'
import type { SignatureProblem } from '../signature/verify'
import { SmevFault } from './faults'
import type { Request } from './read-request'
import { CALLER } from './write'

/** Whose certificate signed the request. @throws the fault СМЭВ answers when it does not know or believe it. */
export async function authenticate(simulator: Simulator, { signature, operation }: Request): Promise<string> {
  if ('problem' in signature) {
    if (signature.problem === 'NoSignatureFound' && simulator.allowUnsigned) return CALLER
    throw refusal(signature.problem, signature.why)
  }
  const { certificate } = signature
  const mnemonic = simulator.state.senders.ownerOf(certificate.fingerprint)
  if (mnemonic === undefined && !(simulator.trustFirst && isSignedBy(certificate, certificate)))
    throw refusal(
      'CertificateIsNotFound',
      `Сертификат ${certificate.fingerprint} тренажёру не известен: PUT /control/senders.`,
    )
  if (!isValidAt(certificate, new Date()))
    throw refusal('CertificateIsExpired', 'Срок действия сертификата истёк или ещё не начался.')
  if (mnemonic === undefined) return bind(simulator, certificate)
  const sender = simulator.state.senders.find(mnemonic)
  if (!sender) throw new SmevFault('SenderIsNotRegistered')
  if (operation === 'SendRequest' && !sender.access) throw new SmevFault('AccessDenied')
  return mnemonic
}

/** The first message by an unknown certificate, where that is enough: the queue is named by the certificate. */
async function bind(simulator: Simulator, { fingerprint }: Certificate): Promise<string> {
  const mnemonic = `CERT_${fingerprint.slice(0, 12).toUpperCase()}`
  await commit(simulator, { t: 'sender', at: Date.now(), mnemonic, fingerprint })
  return mnemonic
}

const refusal = (problem: SignatureProblem | 'CertificateIsExpired', text: string): SmevFault =>
  new SmevFault('SignatureVerificationFault', { text, extra: { SignatureVerificationFault: problem } })
