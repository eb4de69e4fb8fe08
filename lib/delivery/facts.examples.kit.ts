import type { ApplicantFacts, CreateFacts, UpdateFacts } from './facts'

const names = { lastName: 'Образцова', firstName: 'Вымышленна', middleName: 'Тестовна', citizenship: 643 }

/** One applicant of each kind, all invented. */
export const applicants: { [By in ApplicantFacts['by']]: Extract<ApplicantFacts, { by: By }> } = {
  personalDocument: { by: 'personalDocument', documentType: 1, series: '4199', number: '000101', ...names },
  snils: { by: 'snils', snils: '900-000-123 91', ...names },
  snilsBirthDate: {
    by: 'snilsBirthDate',
    snils: '900-000-123 91',
    birthDate: '1985-02-28',
    citizenship: 643,
  },
  inn: { by: 'inn', inn: '990012345668', ...names },
  esiaId: { by: 'esiaId', esiaId: '1000000123' },
  ernId: { by: 'ernId', ernId: '990000000123' },
  legalEntityOgrn: { by: 'legalEntityOgrn', ogrn: '1259900000018', title: 'ООО «Вымысел & сын»' },
  legalEntityInn: { by: 'legalEntityInn', inn: '9900123450', kpp: '990001001', title: 'ООО «Вымысел»' },
  soleTrader: {
    by: 'soleTrader',
    ogrnip: '325990000000016',
    inn: '990012345668',
    lastName: 'Шаблонов',
    firstName: 'Пример',
  },
  organisationEsiaId: { by: 'organisationEsiaId', esiaId: '1000000456' },
}

export const sender = { inn: '9911000072', kpp: '990001001' }

export function createFacts(applicant: ApplicantFacts = applicants.snils): CreateFacts {
  return {
    version: 1,
    kind: 'CREATE',
    environment: 'SVCDEV',
    applicant,
    sender,
    serviceTargetCode: '-4700000000160000001',
    region: '00000000',
    orderNumber: '47-2026/000123',
    requestDate: '2026-11-05T09:12:00.000+03:00',
    office: {
      name: 'Администрация Образцового округа & отдел <№ 5',
      address: 'г. Образцов, ул. Примерная, 1',
      channel: 4,
    },
    status: { status: 6, isInformed: false, statusDate: '2026-11-05T09:12:00.000+03:00', attachments: [] },
  }
}

export const result = {
  fileId: 'b0c7c1de-0000-4000-8000-000000000001',
  storeUuid: '3f0d2a10-a9a1-11f1-8a77-020000000001',
  docTypeId: 'ELK_RESULT',
  mimeType: 'application/pdf',
  hash: 'R/2ANWySDJ2o/0WBMPQu41HXC8YcFsREdSKWSjBI97Y=',
  transportName: 'reshenie.pdf',
  size: 12345,
}

/** The shortest CMS SignedData there is: nobody signed it. */
export const signedResult = {
  ...result,
  signature: 'MCMGCSqGSIb3DQEHAqAWMBQCAQExADALBgkqhkiG9w0BBwExAA==',
}

/** As a template of ЕСНСИ 7293 may be called: the list itself is not public. */
export const citizenText = {
  template: 'ELK_FREE_TEXT',
  params: [{ name: 'text', value: 'Подойдите в окно 7 & возьмите «паспорт»' }],
}

export function updateFacts(): UpdateFacts {
  return {
    version: 1,
    kind: 'UPDATE',
    environment: 'SVCDEV',
    orderNumber: '47-2026/000123',
    elkOrderNumber: '4000000101',
    addressBy: 'orderNumber',
    sender,
    status: {
      status: 3,
      isInformed: false,
      statusDate: '2026-11-06T15:05:00.000+03:00',
      attachments: [result],
    },
  }
}
