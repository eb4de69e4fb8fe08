import { env } from '@/lib/core/env'
import { createGeps, type Geps } from '@/lib/smev/geps/gateway'

/** The way to ГЭПС, when its address is set. */
export function openGeps(): Geps | undefined {
  const { GEPS_URL: url, GEPS_PLUGIN: plugin, GEPS_MESSAGE_TYPE: messageType, ...settings } = env()
  return url === undefined
    ? undefined
    : createGeps({
        url,
        plugin,
        messageType,
        foivId: settings.GEPS_SENDER,
        timeoutMs: settings.SMEV_TIMEOUT_SECONDS * 1000,
        maxBytes: 5 * 1024 * 1024,
      })
}
