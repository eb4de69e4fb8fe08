/** What an order is made of. Declared by shape, so that a caller's frozen facts fit without this folder knowing them. */
export const ELK_NAMESPACE = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'

interface Named {
  lastName: string
  firstName: string
  middleName?: string
  citizenship: number
}

export type Applicant =
  | ({ by: 'personalDocument'; documentType: number; series?: string; number: string } & Named)
  | ({ by: 'snils'; snils: string } & Named)
  | { by: 'snilsBirthDate'; snils: string; birthDate: string; citizenship: number }
  | ({ by: 'inn'; inn: string } & Named)
  | { by: 'esiaId'; esiaId: string }
  | { by: 'ernId'; ernId: string }
  | { by: 'legalEntityOgrn'; ogrn: string; title?: string }
  | { by: 'legalEntityInn'; inn: string; kpp?: string; title?: string }
  | {
      by: 'soleTrader'
      ogrnip: string
      inn: string
      lastName?: string
      firstName?: string
      middleName?: string
    }
  | { by: 'organisationEsiaId'; esiaId: string }

export interface Attachment {
  storeUuid: string
  docTypeId: string
  mimeType: string
  /** Latin name inside its directory. */
  transportName: string
  /** Base64 of ГОСТ Р 34.11-2012 (256). */
  hash: string
  /** Base64 of the detached CMS signature. */
  signature?: string
}

export interface Status {
  status: number
  isInformed: boolean
  statusDate: string
  citizenText?: { template: string; params: readonly { name: string; value: string }[] }
  attachments: readonly Attachment[]
}

export interface Sender {
  inn: string
  kpp?: string
}

export type Environment = 'EPGU' | 'SVCDEV'

export interface CreateOrder {
  kind: 'CREATE'
  environment: Environment
  applicant: Applicant
  sender: Sender
  serviceTargetCode: string
  region: string
  orderNumber: string
  requestDate: string
  office: { name?: string; address?: string; frguCode?: string; channel: number }
  status: Status
}

export interface UpdateOrder {
  kind: 'UPDATE'
  environment: Environment
  orderNumber: string
  elkOrderNumber?: string
  addressBy: 'orderNumber' | 'elkOrderNumber'
  sender: Sender
  status: Status
}

export type Order = CreateOrder | UpdateOrder
