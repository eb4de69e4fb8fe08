import { DSIG } from './algorithms'
import { signedAnswer, testSigner } from './answer.kit'

const FORGED = '9999999999'
const REAL = '2165858001'
const part = (xml: string, name: string) =>
  new RegExp(`<(\\w+:)${name}[ >][\\s\\S]*?</\\1${name}>`).exec(xml)?.[0] ?? ''
const forged = (xml: string) => xml.replaceAll(REAL, FORGED)

/** What a man in the middle could make of one good answer, by the name of the trick. None may be believed. */
export async function hostileAnswers(): Promise<{ good: string; bad: Record<string, string> }> {
  const smev = testSigner('СМЭВ')
  const sender = testSigner('ЕПГУ')
  const good = await signedAnswer({ smev, sender })
  const response = part(good, 'Response')
  const data = part(good, 'SenderProvidedResponseData')
  const smevHolder = /<t:SMEVSignature>[\s\S]*<\/t:SMEVSignature>/.exec(good)?.[0] ?? ''
  const evil = forged(response)
  const evilNamed = evil.replace('SIGNED_BY_SMEV"', 'FORGED"').replace('SIGNED_BY_CALLER"', 'FORGED_TOO"')
  const object = (inner: string) => smevHolder.replace('</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`)
  const inSmev = (from: string | RegExp, to: string) => good.replace(smevHolder, smevHolder.replace(from, to))
  const attacker = await signedAnswer({ smev: testSigner('СМЭВ'), sender: testSigner('ЕПГУ') })
  const bomb = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
  return {
    good,
    bad: {
      'wrap-1-original-in-object': good.replace(response, evilNamed).replace(smevHolder, object(response)),
      'wrap-2-original-after-forged': good.replace(response, evilNamed + response),
      'wrap-3-original-before-forged': good.replace(response, response + evilNamed),
      'wrap-4-forged-data-around-original': good.replace(data, forged(data).replace('SIGNED_BY_CALLER', 'FORGED').replace('</ns1:To>', `</ns1:To>${data}`)),
      'wrap-5-forged-data-beside-original': good.replace(data, forged(data).replace('SIGNED_BY_CALLER', 'FORGED') + data),
      'wrap-6-original-in-key-info': good.replace(response, evilNamed).replace(smevHolder, smevHolder.replace('</ds:KeyInfo>', `${response}</ds:KeyInfo>`)),
      'wrap-7-original-in-header': good.replace(response, evilNamed).replace('<soap:Header/>', `<soap:Header>${response}</soap:Header>`),
      'wrap-8-same-id-in-object': good.replace(response, evil).replace(smevHolder, object(response)),
      'second-body': good.replace('</soap:Body>', `</soap:Body><soap:Body>${evil}</soap:Body>`),
      'second-operation': good.replace('<soap:Body>', `<soap:Body>${evilNamed}`),
      'second-message': good.replace('<t:ResponseMessage>', `<t:ResponseMessage>${evilNamed}</t:ResponseMessage><t:ResponseMessage>`),
      'two-signatures': good.replace(smevHolder, smevHolder.replace('</ds:Signature>', `</ds:Signature>${/<ds:Signature[\s\S]*<\/ds:Signature>/.exec(smevHolder)?.[0]}`)),
      'two-smev-signatures': good.replace(smevHolder, smevHolder + smevHolder),
      'stray-signature': good.replace('<soap:Header/>', `<soap:Header>${part(smevHolder, 'Signature')}</soap:Header>`),
      'duplicate-id': good.replace('<soap:Header/>', '<soap:Header><x Id="SIGNED_BY_SMEV"/></soap:Header>'),
      'duplicate-id-other-case': good.replace('<soap:Header/>', '<soap:Header><x ID="SIGNED_BY_SMEV"/></soap:Header>'),
      'changed-number': forged(good),
      'changed-original-message': good.replace('d790b1bd', 'd790b1be'),
      'changed-timestamp': good.replace('2026-11-22T10', '2026-11-22T11'),
      'no-signatures': good.replace(smevHolder, '').replace(/<ns1:SenderInformationSystemSignature>[\s\S]*<\/ns1:SenderInformationSystemSignature>/, ''),
      'no-smev-signature': good.replace(smevHolder, ''),
      'no-sender-signature': await signedAnswer({ smev }),
      'empty-signature': good.replace(smevHolder, `<t:SMEVSignature><ds:Signature xmlns:ds="${DSIG}"/></t:SMEVSignature>`),
      'other-signature-value': inSmev(/<ds:SignatureValue>.{8}/, '<ds:SignatureValue>AAAAAAAA'),
      'short-signature-value': inSmev(/<ds:SignatureValue>[^<]+/, '<ds:SignatureValue>AAAA'),
      'foreign-signature-algorithm': inSmev(/urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256/, 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
      'foreign-digest-algorithm': inSmev(/algorithms:gostr34112012-256/, 'algorithms:gostr3411'),
      'foreign-canonicalization': inSmev('xml-exc-c14n#', 'xml-exc-c14n#WithComments'),
      'xpath-transform': inSmev('urn://smev-gov-ru/xmldsig/transform', 'http://www.w3.org/TR/1999/REC-xpath-19991116'),
      'one-transform-more': inSmev('</ds:Transforms>', '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></ds:Transforms>'),
      'two-references': inSmev('</ds:SignedInfo>', '<ds:Reference URI="#x"/></ds:SignedInfo>'),
      'reference-to-document': inSmev('URI="#SIGNED_BY_SMEV"', 'URI=""'),
      'reference-by-xpointer': inSmev('URI="#SIGNED_BY_SMEV"', 'URI="#xpointer(id(\'SIGNED_BY_SMEV\'))"'),
      'reference-to-another': inSmev('URI="#SIGNED_BY_SMEV"', 'URI="#SIGNED_BY_CALLER"'),
      'certificate-of-another': good.replace(part(smevHolder, 'X509Certificate'), part(attacker.slice(attacker.indexOf('<t:SMEVSignature>')), 'X509Certificate')),
      'certificate-unreadable': good.replace(part(smevHolder, 'X509Certificate'), '<ds:X509Certificate>AAAA</ds:X509Certificate>'),
      'certificate-not-yet-valid': await signedAnswer({ smev: testSigner('СМЭВ', 'CryptoPro-A', '2027-01-01'), sender }),
      'certificate-expired': await signedAnswer({ smev, sender: testSigner('ЕПГУ', 'CryptoPro-A', '2020-01-01', '2026-11-01') }),
      'another-root': good.replaceAll('GetResponseResponse', 'GetRequestResponse'),
      'another-namespace': good.replaceAll('message-exchange/types/1.2', 'message-exchange/types/9.9'),
      dtd: `<!DOCTYPE x [<!ATTLIST Response Id ID #IMPLIED>]>${good}`,
      'entity-bomb': `<!DOCTYPE x [<!ENTITY e0 "boom">${bomb}]>${good.replace('OK', '&e12;')}`,
      'external-entity': `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${good.replace('OK', '&f;')}`,
      deep: good.replace('<soap:Header/>', `<soap:Header>${'<x>'.repeat(200)}${'</x>'.repeat(200)}</soap:Header>`),
    },
  }
} // prettier-ignore
