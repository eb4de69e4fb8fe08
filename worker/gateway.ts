import { statSync } from 'node:fs'
import path from 'node:path'
import { now } from '@/lib/core/clock'
import { env, type Env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { usualDriver } from '@/lib/delivery/drivers'
import { isLoopback } from '@/lib/smev/drivers/unsigned'
import {
  createAdapter,
  createFolder,
  createGateway,
  refuseAll,
  type Gateway,
  type GatewaySettings,
  type TransportFault,
} from '@/lib/smev/gateway'
import { openTrust, readCertificates } from '@/lib/smev/open-signer'
import { ownSigner } from './own-signer'
import type { GatewayOf } from './tasks/deliver'

const MEGABYTE = 1024 * 1024

/** The door to СМЭВ itself as the environment describes it. */
function openDirect(): Gateway {
  const settings = env()
  if (settings.SMEV_TLS_PIN && !settings.SMEV_ENDPOINT.startsWith('https:'))
    throw new Error('SMEV_TLS_PIN is set, but SMEV_ENDPOINT is not https: there is no certificate to pin')
  return createGateway({
    endpoint: settings.SMEV_ENDPOINT,
    fileStore: storeOf(settings),
    selector: {
      namespaceUri: settings.SMEV_SELECTOR_NAMESPACE || undefined,
      rootElement: settings.SMEV_SELECTOR_ROOT || undefined,
    },
    cnsiRoot: settings.SMEV_CNSI_SELECTOR_ROOT,
    version: settings.SMEV_VERSION,
    signer: ownSigner(),
    trust:
      settings.SMEV_VERIFY === '1'
        ? openTrust({ pinned: settings.SMEV_PINNED, roots: settings.SMEV_ROOTS })
        : undefined,
    tlsPin: settings.SMEV_TLS_PIN || undefined,
    timeoutMs: settings.SMEV_TIMEOUT_SECONDS * 1000,
    maxBytes: 5 * MEGABYTE,
    lifeMs: settings.SMEV_EOL_HOURS && settings.SMEV_EOL_HOURS * 3_600_000,
  })
}

const needed = (value: string | undefined, name: string): string => {
  if (!value) throw new Error(`${name} is not set, but an organisation's messages go by this driver`)
  return value
}

function openAdapter(): Gateway {
  const settings = env()
  const form = settings.SMEV_ADAPTER_FORM
  const files = path.resolve(needed(settings.SMEV_ADAPTER_FILES, 'SMEV_ADAPTER_FILES'))
  const plugin = form === 'plugin'
  return createAdapter({
    form,
    url: needed(settings.SMEV_ADAPTER_URL, 'SMEV_ADAPTER_URL'),
    system: plugin ? '' : needed(settings.SMEV_ADAPTER_SYSTEM, 'SMEV_ADAPTER_SYSTEM'),
    node: settings.SMEV_ADAPTER_NODE,
    plugin: plugin ? needed(settings.SMEV_ADAPTER_PLUGIN, 'SMEV_ADAPTER_PLUGIN') : '',
    files,
    filesSeen: settings.SMEV_ADAPTER_FILES_SEEN ?? files,
    timeoutMs: settings.SMEV_TIMEOUT_SECONDS * 1000,
    maxBytes: 5 * MEGABYTE,
  })
}

function openFolder(): Gateway {
  const settings = env()
  const [out, inbox] = [
    path.resolve(needed(settings.SMEV_FOLDER_OUT, 'SMEV_FOLDER_OUT')),
    path.resolve(needed(settings.SMEV_FOLDER_IN, 'SMEV_FOLDER_IN')),
  ]
  if (out === inbox) throw new Error('SMEV_FOLDER_OUT and SMEV_FOLDER_IN are one folder')
  const system = needed(settings.SMEV_ADAPTER_SYSTEM, 'SMEV_ADAPTER_SYSTEM')
  return createFolder({ out, in: inbox, system, maxBytes: 5 * MEGABYTE })
}

/** By whether one of these changes a renewed key is known, and one that went away (fault F24). */
function stampOfKeys(): string {
  const { SMEV_CERTIFICATE, SMEV_KEY, SMEV_ROOTS } = env()
  const stamp = (file: string) => {
    try {
      const { mtimeMs, size } = statSync(file)
      return `${mtimeMs} ${size}`
    } catch {
      return 'away'
    }
  }
  return [SMEV_CERTIFICATE, SMEV_KEY, SMEV_ROOTS].flatMap((file) => (file ? [stamp(file)] : [])).join()
}

const open: Record<SmevDriver, () => Gateway> = {
  DIRECT: openDirect,
  ADAPTER: openAdapter,
  FOLDER: openFolder,
}

/** When what signs our messages ends, in ms; never, where nobody signs. */
function endOfOwn(): number {
  const { SMEV_SIGNER, SMEV_CERTIFICATE } = env()
  const [own] = SMEV_SIGNER === 'none' ? [] : readCertificates(SMEV_CERTIFICATE, 'SMEV_CERTIFICATE')
  return own?.notAfter.getTime() ?? Infinity
}

const LOOK_MS = 1000
type Mended = (driver: SmevDriver, fault: TransportFault) => void

/**
 * The gateways of the drivers, each opened when it is first needed. One that cannot be opened refuses all: what is its
 * waits, with an alarm, and it is tried anew. So does СМЭВ's own once our certificate has ended; it is opened anew when the files of
 * its keys change. The installation's own must open now, unless said otherwise.
 * @throws with words for an administrator
 */
export function openGateways(own: { now: boolean; onMended?: Mended } = { now: true }): {
  of: GatewayOf
  close: () => void
} {
  const opened = new Map<SmevDriver, Gateway>()
  const refused = new Map<SmevDriver, TransportFault>()
  let [keys, ends, lookedAt] = ['', Infinity, -Infinity]
  const heedKeys = () => {
    if (performance.now() - lookedAt < LOOK_MS) return
    lookedAt = performance.now()
    const found = stampOfKeys()
    const old = opened.get('DIRECT')
    if (old && found !== keys) {
      setTimeout(() => old.close(), env().SMEV_TIMEOUT_SECONDS * 1000).unref() // what it is sending ends by itself
      opened.delete('DIRECT')
    }
    keys = found
  }
  const opening = (driver: SmevDriver): Gateway => {
    if (driver === 'DIRECT') heedKeys()
    const known = opened.get(driver)
    if (known) return known
    const found = open[driver]()
    if (driver === 'DIRECT') ends = endOfOwn()
    opened.set(driver, found)
    return found
  }
  const refuse = (driver: SmevDriver, fault: TransportFault, text: string) => {
    refused.set(driver, fault)
    return refuseAll(fault, `${driver}: ${text}`)
  }
  if (own.now) opening(usualDriver())
  return {
    of: (driver) => {
      try {
        const found = opening(driver)
        if (driver === 'DIRECT' && ends < now().getTime())
          return refuse(driver, 'CertificateEnded', `the certificate ended ${new Date(ends).toISOString()}`)
        const fault = refused.get(driver)
        if (fault) {
          refused.delete(driver)
          own.onMended?.(driver, fault)
        }
        return found
      } catch (error) {
        return refuse(driver, 'DriverUnavailable', error instanceof Error ? error.message : String(error))
      }
    },
    close: () => opened.forEach((gateway) => gateway.close()),
  }
}

const storeOf = (settings: Env): GatewaySettings['fileStore'] =>
  settings.SMEV_STORE === 's3'
    ? {
        endpoint: settings.SMEV_S3_ENDPOINT,
        bucket: settings.SMEV_S3_BUCKET,
        region: settings.SMEV_S3_REGION,
        accessKey: settings.SMEV_S3_ACCESS_KEY,
        secretKey: settings.SMEV_S3_SECRET,
      }
    : {
        host: settings.SMEV_FTP_HOST,
        port: settings.SMEV_FTP_PORT,
        user: settings.SMEV_FTP_USER,
        password: settings.SMEV_FTP_PASSWORD,
      }

/** Seconds between two looks for answers: 1 to loopback and to folders, 5 elsewhere, or as set (decision 13). */
export function pollSeconds(driver: SmevDriver): number {
  const { SMEV_POLL_SECONDS, SMEV_ENDPOINT, SMEV_ADAPTER_URL } = env()
  const address = { DIRECT: SMEV_ENDPOINT, ADAPTER: SMEV_ADAPTER_URL, FOLDER: undefined }[driver]
  return SMEV_POLL_SECONDS ?? (!address || isLoopback(new URL(address).hostname) ? 1 : 5)
}
