import { env, type Env } from '@/lib/core/env'
import { isLoopback } from '@/lib/smev/drivers/unsigned'
import { createGateway, type Gateway, type GatewaySettings } from '@/lib/smev/gateway'
import { openTrust } from '@/lib/smev/open-signer'
import { ownSigner } from './own-signer'

const MEGABYTE = 1024 * 1024

/** The door to СМЭВ as the environment describes it. */
export function openGateway(): Gateway {
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
    version: settings.SMEV_VERSION,
    signer: ownSigner(),
    trust:
      settings.SMEV_VERIFY === '1'
        ? openTrust({ pinned: settings.SMEV_PINNED, roots: settings.SMEV_ROOTS })
        : undefined,
    tlsPin: settings.SMEV_TLS_PIN || undefined,
    timeoutMs: settings.SMEV_TIMEOUT_SECONDS * 1000,
    maxBytes: 5 * MEGABYTE,
  })
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

/** Seconds between two looks for answers: 1 to loopback, 5 elsewhere, or as set (decision 13). */
export function pollSeconds(): number {
  const { SMEV_POLL_SECONDS, SMEV_ENDPOINT } = env()
  return SMEV_POLL_SECONDS ?? (isLoopback(new URL(SMEV_ENDPOINT).hostname) ? 1 : 5)
}
