import { createHash } from 'node:crypto'
import { moscowTimestamp } from '../epgu/time'
import type { State } from '../store/state'
import type { Attachment } from '../soap/multipart'
import { escapeText } from '../xml/escape'
import { CNSI } from '../xml/namespaces'
import { type Element, textOf } from '../xml/parse'
import { attributeList, classifierXml, uidOf } from './classifier'
import type { Held } from './shelf'
import { zip } from './zip'

export interface CnsiAnswer {
  xml: string
  attachments?: Attachment[]
}

const GROUP = 'Единый личный кабинет'

/** ЕСНСИ's answer to one CnsiRequest that has passed the schema. */
export function answerCnsi({ shelf, settings }: State, request: Element, id: string): CnsiAnswer {
  const [asked] = request.children
  const name = asked?.name ?? ''
  if (name === 'ListClassifiers') return content(name, shelf.list().map(descriptor).join(''))
  if (name === 'ListClassifierGroups')
    return content(name, `<GroupDescriptor><name>${GROUP}</name><uid>${uidOf(GROUP)}</uid></GroupDescriptor>`)
  const held = shelf.find(textOf(asked, 'code'), textOf(asked, 'uid'))
  if (!held) return rejection('NO_DATA', 'Классификатор не найден.')
  if (name === 'GetClassifierRevisionList') return revisions(held, asked)
  if (name === 'GetClassifierRevisionsCount')
    return content(name, `${descriptor(held)}<revisionsCount>${held.revisions.length}</revisionsCount>`)
  const revision = Number(textOf(asked, 'revision'))
  const edition = held.revisions.find((known) => known.revision === revision)
  if (!edition) return rejection('NO_DATA', `Ревизия ${revision} не найдена.`)
  const { rows } = edition
  const whole = () => classifierXml(held.directory, revision, rows)
  if (name === 'GetClassifierStructure')
    return content(
      name,
      `${descriptor(held)}<ClassifierType>SIMPLE</ClassifierType>${attributeList(held.directory)}`,
    )
  if (name === 'GetClassifierRecordsCount')
    return content(name, `${descriptor(held)}<recordsCount>${rows.length}</recordsCount>`)
  if (name === 'GetChecksumInfo') {
    const checksum = createHash('md5').update(whole()).digest('hex')
    return content(name, `${descriptor(held)}<checksum>${checksum}</checksum>`)
  }
  if (name !== 'GetClassifierData')
    return rejection('UNKNOWN_REQUEST_DESCRIPTION', `Тренажёр не отвечает на ${name}.`)
  const from = Math.max(1, Number(textOf(asked, 'startFrom') ?? 1))
  const some = rows.slice(from - 1, from - 1 + Number(textOf(asked, 'pageSize')))
  const archive = zip(
    `${held.directory.code}.xml`,
    Buffer.from(classifierXml(held.directory, revision, some)),
  )
  return content(name, descriptor(held), split(archive, id, settings.cnsiPartBytes))
}

function revisions({ revisions: all }: Held, asked: Element | undefined): CnsiAnswer {
  const from = Number(textOf(asked, 'startFrom') ?? 0)
  const some = all.filter(({ revision }) => revision >= from).slice(0, Number(textOf(asked, 'pageSize')))
  if (some.length === 0) return rejection('NO_DATA', 'Ревизий нет.')
  return content(
    'GetClassifierRevisionList',
    some
      .map(
        ({ revision, at }) =>
          `<RevisionDescriptor><fullName>Тренажёр</fullName><revision>${revision}</revision>` +
          `<timestamp>${moscowTimestamp(at).slice(0, 10)}+03:00</timestamp></RevisionDescriptor>`,
      )
      .join(''),
  )
}

function descriptor({ directory, revisions: all }: Held): string {
  const { number, code, name } = directory
  return (
    `<ClassifierDescriptor><code>${code}</code><groupName>${GROUP}</groupName><groupUid>${uidOf(GROUP)}</groupUid>` +
    `<name>${escapeText(name)}</name><uid>${uidOf(number)}</uid><revision>${all.at(-1)?.revision ?? 1}</revision>` +
    `<publicId>${number}</publicId></ClassifierDescriptor>`
  )
}

/** Large archives come in pieces that are to be put together before they are opened. */
function split(archive: Buffer, id: string, most: number): Attachment[] {
  const size = most > 0 ? most : archive.length
  return Array.from({ length: Math.ceil(archive.length / size) }, (_, at) => ({
    id: `part-${at + 1}-${id}.zip`,
    mimeType: 'application/zip',
    content: archive.subarray(at * size, (at + 1) * size).toString('base64'),
  }))
}

function content(name: string, inner: string, attachments?: Attachment[]): CnsiAnswer {
  const headers = (attachments ?? []).map(
    ({ id, mimeType }) =>
      `<AttachmentHeader><contentId>${id}</contentId><MimeType>${mimeType}</MimeType></AttachmentHeader>`,
  )
  const list = headers.length > 0 ? `<AttachmentHeaderList>${headers.join('')}</AttachmentHeaderList>` : ''
  return {
    xml:
      `<MessagePrimaryContent><cnsi:CnsiResponse xmlns:cnsi="${CNSI}" xmlns="${CNSI}"><${name}>${inner}</${name}>` +
      `</cnsi:CnsiResponse></MessagePrimaryContent>${list}`,
    attachments,
  }
}

const rejection = (code: string, text: string): CnsiAnswer => ({
  xml:
    `<ns2:RequestRejected><ns2:RejectionReasonCode>${code}</ns2:RejectionReasonCode>` +
    `<ns2:RejectionReasonDescription>${escapeText(text)}</ns2:RejectionReasonDescription></ns2:RequestRejected>`,
})
