import { escapeText } from '../xml/escape'
import { namespacesOf, SOAP, type Version, XSI } from '../xml/namespaces'

interface Kind {
  /** The СМЭВ number, where one has been seen for this fault. */
  number?: string
  code?: string
  text: string
  /** Elements the schema asks for beyond Code and Description. */
  extra?: Record<string, string>
}

const KINDS = {
  AccessDenied: { text: 'Отправителю не разрешён этот вид сведений.' },
  AttachmentContentMiscoordination: { text: 'Заголовки вложений не соответствуют содержимому.' },
  AttachmentSizeLimitExceeded: {
    text: 'Превышен допустимый размер вложений.',
    extra: { PermittedTotalAttachmentSize: '1073741824', RealTotalAttachmentSize: '1073741825' },
  },
  BusinessDataTypeIsNotSupported: {
    text: 'Вид сведений не зарегистрирован.',
    extra: { RootElementLocalName: '', RootElementNamespaceURI: '' },
  },
  DestinationOverflow: {
    number: 'SMEV-600',
    code: 'TR:SYNC:PP:15',
    text: 'Очередь поставщика переполнена.',
    extra: { MessageBrokerAddress: '127.0.0.1', DestinationName: 'MNSV05' },
  },
  EndOfLifeReached: { text: 'Истёк срок жизни сообщения.' },
  IncorrectResponseContentType: { text: 'Содержимое ответа не соответствует виду сведений.' },
  InvalidContent: { number: 'SMEV-403', code: 'TR:SYNC:PP:55', text: 'Сообщение не соответствует схеме.' },
  InvalidMessageIdFormat: { number: 'SMEV-300', text: 'Идентификатор сообщения не является UUID версии 1.' },
  MessageIsAlreadySent: { number: 'SMEV-301', text: 'Сообщение с таким идентификатором уже принято.' },
  PersonalAccessDenied: { text: 'Отправителю не разрешены данные этого лица.' },
  QuoteLimitExceeded: {
    text: 'Превышена квота хранилища.',
    extra: { RemainedTotalQuoteSize: '0', RealTotalAttachmentSize: '1' },
  },
  RecipientIsNotFound: { text: 'Получатель не найден.' },
  RequestIsNotFound: { text: 'Запрос не найден.' },
  SMEVFailure: { text: 'Внутренняя ошибка СМЭВ.' },
  SenderIsNotRegistered: { text: 'Отправитель не зарегистрирован.' },
  SignatureVerificationFault: {
    number: 'SMEV-100',
    code: 'TR:SYNC:SPS:4',
    text: 'Подпись не прошла проверку.',
    extra: { SignatureVerificationFault: 'SignatureIsInvalid' },
  },
  StaleMessageId: { text: 'Идентификатор сообщения создан слишком давно.' },
  TargetMessageIsNotFound: {
    number: 'SMEV-501',
    code: 'TR:SYNC:DAS:4',
    text: 'Сообщение не найдено среди неподтверждённых.',
  },
  TransactionCodeInvalid: { text: 'Неверный код транзакции.' },
  UnknownMessageType: { text: 'Неизвестный тип сообщения.' },
} satisfies Record<string, Kind>

export type FaultName = keyof typeof KINDS
export const FAULT_NAMES = Object.keys(KINDS) as FaultName[]

export class SmevFault extends Error {
  constructor(
    readonly fault: FaultName,
    readonly details: { text?: string; extra?: Record<string, string>; problems?: string[] } = {},
  ) {
    super(fault)
  }
}

export function validationErrors(prefix: string, problems: string[]): string {
  return problems
    .map(
      (text) =>
        `<${prefix}:ValidationError errorPosition="-1">${escapeText(text)}</${prefix}:ValidationError>`,
    )
    .join('')
}

/** Faults whose own type in the schema is richer than the empty one; the rest name the type of their content. */
const TYPED = new Set<FaultName>(['InvalidContent', 'TransactionCodeInvalid'])

export function faultEnvelope(version: Version, { fault: asked, details }: SmevFault): string {
  const { basic, faults } = namespacesOf(version)
  // Only 1.3 knows this one.
  const fault = asked === 'PersonalAccessDenied' && version !== '1.3' ? 'AccessDenied' : asked
  const kind: Kind = KINDS[fault]
  const typed = TYPED.has(fault) || kind.extra !== undefined
  const type = typed ? '' : ` xmlns:b="${basic}" xmlns:xsi="${XSI}" xsi:type="b:SmevFault"`
  const text = details.text ?? kind.text
  const description = escapeText(kind.number ? `${kind.number}: ${text}` : text)
  const extra = Object.entries(details.extra ?? kind.extra ?? {})
    .map(([name, value]) => `<f:${name}>${escapeText(value)}</f:${name}>`)
    .join('')
  const errors = fault === 'InvalidContent' ? validationErrors('f', details.problems ?? [text]) : ''
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${SOAP}"><soap:Body><soap:Fault>` +
    `<faultcode>soap:Server</faultcode><faultstring>${escapeText(text)}</faultstring><detail>` +
    `<f:${fault} xmlns:f="${faults}" xmlns="${basic}"${type}><Code>simulator : ${kind.code ?? 'TR:SYNC'}</Code>` +
    `<Description>${description}</Description>${extra}${errors}</f:${fault}>` +
    `</detail></soap:Fault></soap:Body></soap:Envelope>`
  )
}
