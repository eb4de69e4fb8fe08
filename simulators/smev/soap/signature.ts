import { child, type Element } from '../xml/parse'
import { SmevFault } from './faults'

/** Signatures are not verified yet: an unsigned request passes only where that is allowed, a signed one nowhere. */
export function checkSignature(body: Element, allowUnsigned: boolean): void {
  const signature = child(body, 'CallerInformationSystemSignature')
  if (signature)
    throw new SmevFault('SignatureVerificationFault', {
      text: 'Тренажёр ещё не умеет проверять подпись, подписанные сообщения он не принимает.',
      extra: { SignatureVerificationFault: 'SignatureIsInvalid' },
    })
  if (!allowUnsigned)
    throw new SmevFault('SignatureVerificationFault', {
      text: 'Сообщение не подписано.',
      extra: { SignatureVerificationFault: 'NoSignatureFound' },
    })
}
