import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { checkCertificate } from '@/lib/smev/doctor/check-certificate'
import { checkClock } from '@/lib/smev/doctor/check-clock'
import { checkExchange } from '@/lib/smev/doctor/check-exchange'
import { checkSigner } from '@/lib/smev/doctor/check-signer'
import { checkStore } from '@/lib/smev/doctor/check-store'
import type { Finding } from '@/lib/smev/doctor/finding'
import { sendTest } from '@/lib/smev/doctor/send-test'
import { ownCertificates } from './certificates'
import { openGateways } from './gateway'
import { ownSigner } from './own-signer'

export interface Examination {
  driver: SmevDriver
  /** ИНН of the organisation in whose name the test message goes; without it none is sent. */
  senderInn?: string
  waitMs: number
  /** The answer to a message, where the database can be asked. */
  heard?: (messageId: string) => Promise<Buffer | undefined>
}

/** Looks at everything on the way to ЕПГУ that settings can spoil, in the order in which one thing needs another. */
export async function* examine({ driver, senderInn, waitMs, heard }: Examination): AsyncGenerator<Finding> {
  const settings = env()
  const direct = driver === 'DIRECT'
  if (direct) yield await checkSigner(ownSigner)
  else yield { subject: 'signer', level: 'ok', code: 'adapter' }
  yield* certificates()

  const gateways = openGateways({ now: false })
  try {
    const gateway = gateways.of(driver)
    const [endpoint, selector] = await checkExchange(gateway, {
      namespaceUri: settings.SMEV_SELECTOR_NAMESPACE || undefined,
      rootElement: settings.SMEV_SELECTOR_ROOT || undefined,
    })
    if (endpoint) yield endpoint
    const address = direct
      ? settings.SMEV_ENDPOINT
      : driver === 'ADAPTER'
        ? settings.SMEV_ADAPTER_URL
        : undefined
    if (address) yield await checkClock(new URL(address), settings.SMEV_TIMEOUT_SECONDS * 1000)
    if (!direct) yield { subject: 'selector', level: 'ok', code: 'adapter' }
    else if (selector) yield selector
    yield await checkStore(gateway)
    yield senderInn
      ? await sendTest(gateway, {
          environment: settings.SMEV_ENVIRONMENT,
          senderInn,
          waitMs,
          pollMs: 500,
          heard,
        })
      : { subject: 'test', level: 'skipped', code: 'skipped' }
  } finally {
    gateways.close()
  }
}

function* certificates(): Generator<Finding> {
  try {
    const own = ownCertificates()
    if (own.length === 0) yield { subject: 'certificate', level: 'skipped', code: 'none' }
    for (const { purpose, certificate } of own) yield checkCertificate(certificate, purpose, now())
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    yield { subject: 'certificate', level: 'bad', code: 'unreadable', detail }
  }
}
