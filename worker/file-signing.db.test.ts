import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { asWorker, inOrganisation } from '@/lib/core/db'
import { attachFile } from '@/lib/files/attach-file'
import { openFileKey } from '@/lib/files/open-file-key'
import { signatureOf } from '@/lib/files/signature.kit'
import { curveOf } from '@/lib/gost/curves'
import { makeSelfSigned } from '@/lib/gost/self-signed'
import { card, change, desk, openDesk, passDelays, register, reply } from './desk.kit'
import { fileSigning } from './file-signing'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const folder = mkdtempSync(path.join(tmpdir(), 'elk-file-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const settings = {
  FILES_SIGN_BY_ORGANISATION: true,
  FILES_SIGN_KEY: path.join(folder, 'key.pem'),
  FILES_SIGN_CERTIFICATE: path.join(folder, 'certificate.pem'),
  FILES_SIGN_KEY_PASSWORD: undefined,
}
const signing = () => fileSigning(() => openFileKey(settings))
const decade = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2036-01-01T00:00:00Z') }
let written = 0
function writeKey(validity = decade, set = 'CryptoPro-A'): void {
  const { key, certificate } = makeSelfSigned(curveOf(set), 'МФЦ Образцового округа', validity)
  writeFileSync(settings.FILES_SIGN_KEY, key)
  writeFileSync(settings.FILES_SIGN_CERTIFICATE, certificate)
  utimesSync(settings.FILES_SIGN_KEY, new Date(), new Date(Date.now() + ++written * 1000))
}

/** An accepted application with one change that carries a file; returns what the message says of the file. */
async function changed(sign: boolean) {
  const { id, orderNumber } = await register()
  await deliver(desk.smev.gateway, 1, signing)
  const place = desk.smev.sent.length
  reply(place - 1, orderNumber)
  await pollAnswers(desk.smev.gateway)
  const bytes = Buffer.from(`%PDF-1.7\n${crypto.randomUUID()}`)
  const attach = (name: string, body: Uint8Array) =>
    attachFile(desk.planted.clerk, {
      applicationId: id,
      name,
      body: new Blob([Uint8Array.from(body)]).stream(),
    })
  const file = await attach('a.pdf', bytes)
  const own = await signatureOf(bytes)
  if (sign) await attach('a.sig', own)
  await change(id, 7, [file.id])
  return { id, place, own: own.toString('base64') }
}
const signatureIn = (place: number) =>
  /<ns4:SignaturePKCS7>([^<]+)</.exec(desk.smev.sent[place]?.bytes.toString() ?? '')?.[1]
const rows = (id: string) =>
  inOrganisation(desk.planted.clerk, (tx) =>
    tx.fileSignature.findMany({ where: { file: { applicationId: id } } }),
  )
const alarms = () => asWorker((tx) => tx.alarm.findMany({ where: { kind: 'files.key', resolvedAt: null } }))

describe('the organisation’s signature', () => {
  it('is given to a file that no clerk signed, kept, shown, and the same when the message is made again', async () => {
    writeKey()
    const { id, place } = await changed(false)
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(desk.smev.gateway, 1, signing)
    const [row] = await rows(id)
    expect(row).toMatchObject({ createdById: null, name: null })
    const sent = signatureIn(place)
    expect(sent).toBe(Buffer.from(row!.cms).toString('base64'))
    await passDelays()
    await deliver(desk.smev.gateway, 1, signing)
    expect(desk.smev.sent[place + 1]?.messageId).not.toBe(desk.smev.sent[place]?.messageId)
    expect(signatureIn(place + 1)).toBe(sent)
    expect(await rows(id)).toHaveLength(1)
    expect((await card(id)).steps[0]?.files[0]?.signature).toMatchObject({
      byOrganisation: true,
      signers: [{ owner: 'МФЦ Образцового округа', verdict: 'valid' }],
    })
  })

  it('never stands in the place of a clerk’s', async () => {
    writeKey()
    const { id, place, own } = await changed(true)
    await deliver(desk.smev.gateway, 1, signing)
    expect(signatureIn(place)).toBe(own)
    expect(await rows(id)).toHaveLength(1)
  })

  it('is not given when that is not set', async () => {
    const { id, place } = await changed(false)
    await deliver(desk.smev.gateway, 1, () =>
      fileSigning(() => openFileKey({ ...settings, FILES_SIGN_BY_ORGANISATION: false })),
    )
    expect(desk.smev.sent[place]).toBeDefined()
    expect(signatureIn(place)).toBeUndefined()
    expect(await rows(id)).toEqual([])
  })

  it('waits while the key cannot be read, with an alarm; the rest goes on, and it goes by itself once mended', async () => {
    writeKey()
    const { id, place } = await changed(false)
    writeFileSync(settings.FILES_SIGN_KEY, 'no key')
    const other = await register()
    await deliver(desk.smev.gateway, 1, signing)
    expect(desk.smev.sent).toHaveLength(place + 1)
    expect((await card(other.id)).steps[0]?.delivery.state).toBe('SENT')
    expect((await card(id)).steps[0]?.delivery.state).toBe('QUEUED')
    expect(await alarms()).toMatchObject([
      { subject: 'FileKeyUnreadable', details: 'no private key in this PEM' },
    ])
    writeKey()
    await deliver(desk.smev.gateway, 1, signing)
    expect((await card(id)).steps[0]?.delivery.state).toBe('SENT')
  })

  it('that was made before is given also while the key cannot be read', async () => {
    writeKey()
    const { place } = await changed(false)
    desk.smev.outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
    await deliver(desk.smev.gateway, 1, signing)
    writeFileSync(settings.FILES_SIGN_KEY, 'no key')
    await passDelays()
    await deliver(desk.smev.gateway, 1, signing)
    expect(desk.smev.sent).toHaveLength(place + 2)
    expect(signatureIn(place + 1)).toBe(signatureIn(place))
  })

  it('is never left out because the key went while the message was being made', async () => {
    writeKey()
    const { id, place } = await changed(false)
    let times = 0
    await deliver(desk.smev.gateway, 1, () => {
      if (++times > 1) writeFileSync(settings.FILES_SIGN_KEY, 'no key')
      return signing()
    })
    expect(desk.smev.sent).toHaveLength(place)
    expect((await card(id)).steps[0]?.delivery.state).not.toBe('SENT')
    writeKey()
    await passDelays()
    await deliver(desk.smev.gateway, 1, signing)
    expect(signatureIn(place)).toBeDefined()
  })
})

describe('a key that cannot sign files', () => {
  it('is told in words: absent, of another certificate, over, of 512 bits', async () => {
    const reason = async (change = {}) => {
      const key = await openFileKey({ ...settings, ...change })
      return key.state === 'unreadable' ? key.reason : key.state
    }
    expect(await reason({ FILES_SIGN_KEY: undefined })).toContain('FILES_SIGN_KEY')
    expect(await reason({ FILES_SIGN_KEY: path.join(folder, 'absent') })).toContain('ENOENT')
    writeKey({ from: new Date('2020-01-01'), to: new Date('2021-01-01') })
    expect(await reason()).toContain('not valid now')
    writeKey(decade, 'tc26-512-A')
    expect(await reason()).toContain('256 bits')
    writeKey()
    expect(await reason()).toBe('ready')
    const { key } = makeSelfSigned(curveOf('CryptoPro-A'), 'x', decade)
    const foreign = path.join(folder, 'foreign.pem')
    writeFileSync(foreign, key)
    expect(await reason({ FILES_SIGN_KEY: foreign })).toContain('is not the one of the certificate')
  })
})
