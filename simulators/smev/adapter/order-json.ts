import { escapeText } from '../xml/escape'
import { ELK } from '../xml/namespaces'
import { child, type Element, textOf, toElement, withDocument } from '../xml/parse'
import { Invalid } from './invalid'
import { type Json, listOf, objectAt, textAt } from '../json'

/** A field of the JSON, the element it becomes, and what that holds; the order is the schema's. */
type Field = [key: string, element: string, inner?: Field[]]

const names: Field[] = [
  ['lastName', 'lastName'],
  ['firstName', 'firstName'],
  ['middleName', 'middleName'],
]
const citizenship: Field = ['citizenship', 'citizenship']
const USER: Field[] = [
  [
    'userPersonalDoc',
    'userPersonalDoc',
    [
      ['personalDocType', 'PersonalDocType'],
      ['series', 'series'],
      ['number', 'number'],
      ...names,
      citizenship,
    ],
  ],
  ['userDocSnils', 'userDocSnils', [['snils', 'snils'], ...names, citizenship]],
  [
    'userDocSnilsBirthDate',
    'userDocSnilsBirthDate',
    [citizenship, ['snils', 'snils'], ['birthDate', 'birthDate']],
  ],
  ['userDocInn', 'userDocInn', [['inn', 'INN'], ...names, citizenship]],
  ['esiaId', 'EsiaId'],
  ['ernId', 'ErnId'],
]
const LEGAL: Field[] = [
  ['ogrn', 'ogrn'],
  [
    'innKpp',
    'inn_kpp',
    [
      ['inn', 'inn'],
      ['kpp', 'kpp'],
    ],
  ],
  ['ulTitle', 'UlTitle'],
]
const ORGANISATION: Field[] = [
  ['ogrnInnUl', 'ogrn_inn_UL', LEGAL],
  ['ogrnInnIp', 'ogrn_inn_IP', [['ogrn', 'ogrn'], ['inn', 'inn'], ...names]],
]
const OFFICE: Field[] = [
  ['officeName', 'OfficeName'],
  ['officeAdress', 'OfficeAdress'],
  ['officeFrguCode', 'OfficeFrguCode'],
  ['applicationAcceptance', 'ApplicationAcceptance'],
]
const SENDER: Field[] = [
  ['senderKpp', 'senderKpp'],
  ['senderInn', 'senderInn'],
]
const ORDER: Record<string, Field[]> = {
  CreateOrdersRequest: [
    ['user', 'user', USER],
    ['orgId', 'orgId'],
    ['organization', 'organization', ORGANISATION],
    ...SENDER,
    ['serviceTargetCode', 'serviceTargetCode'],
    ['userSelectedRegion', 'userSelectedRegion'],
    ['orderNumber', 'orderNumber'],
    ['requestDate', 'requestDate'],
    ['officeInfo', 'OfficeInfo', OFFICE],
  ],
  UpdateOrdersRequest: [['orderNumber', 'orderNumber'], ['elkOrderNumber', 'elkOrderNumber'], ...SENDER],
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

function write(parent: Json, fields: Field[]): string {
  return fields
    .map(([key, name, inner]) => {
      if (inner) {
        const object = objectAt(parent, key)
        return object ? element(name, write(object, inner)) : ''
      }
      const text = textAt(parent, key)
      return text === undefined ? '' : element(name, escapeText(text))
    })
    .join('')
}

/** The plug-in's request as the XML it stands for; `bring` takes a file and says under which uuid. */
export function orderRequest(content: Json, bring: (filePath: string) => string): string {
  const type = textAt(content, 'requestType') ?? ''
  const fields = ORDER[type]
  const orders = listOf(content, 'orders')
  if (!fields || orders.length === 0) throw new Invalid('Нужны requestType и непустой orders.')
  const written = orders.map((order) => element('order', write(order, fields) + history(order, bring)))
  const env = escapeText(textAt(content, 'env') ?? '')
  return `<ElkOrderRequest xmlns="${ELK}" env="${env}">${element(type, element('orders', written.join('')))}</ElkOrderRequest>`
}

function history(order: Json, bring: (filePath: string) => string): string {
  const entries = listOf(order, 'statusHistoryList').map((entry) => {
    const head = write(entry, [
      ['status', 'status'],
      ['isInformed', 'IsInformed'],
      ['statusDate', 'statusDate'],
      ['messageType', 'MessageType'],
    ])
    const params = listOf(entry, 'params').map((param) =>
      element(
        'Param',
        write(param, [
          ['name', 'Name'],
          ['value', 'Value'],
        ]),
      ),
    )
    const attachments = listOf(entry, 'attachments').map((attachment) =>
      element(
        'attachment',
        element('FSuuid', bring(textAt(attachment, 'filePath') ?? '')) +
          write(attachment, [['docTypeId', 'docTypeId']]),
      ),
    )
    const list = attachments.length > 0 ? element('attachments', attachments.join('')) : ''
    return element('statusHistory', head + params.join('') + list)
  })
  return entries.length > 0 ? element('statusHistoryList', entries.join('')) : ''
}

/** ЕПГУ's answer in the same manner. The manual does not describe it: the names are this simulator's. */
export function orderResponse(xml: string): Json {
  const response = withDocument(Buffer.from(xml), ({ root }) => toElement(root)).children[0]
  const number = (parent: Element | undefined, name: string) => {
    const text = textOf(parent, name)
    return text === undefined ? undefined : Number(text)
  }
  return {
    responseType: response?.name,
    code: number(response, 'code'),
    message: textOf(response, 'message'),
    orders: (child(response, 'orders')?.children ?? []).map((order) => ({
      elkOrderNumber: number(order, 'elkOrderNumber'),
      orderNumber: textOf(order, 'orderNumber'),
      status: number(order, 'status'),
      message: textOf(order, 'message'),
    })),
  }
}
