import { env } from '@/lib/core/env'
import { openSigner } from '@/lib/smev/open-signer'

/** The organisation's signer as the environment describes it; undefined when nobody signs here. */
export function ownSigner(): ReturnType<typeof openSigner> {
  const settings = env()
  return openSigner({
    kind: settings.SMEV_SIGNER,
    certificate: settings.SMEV_CERTIFICATE,
    key: settings.SMEV_KEY,
    password: settings.SMEV_KEY_PASSWORD,
    command: settings.SMEV_SIGN_COMMAND,
    url: settings.SMEV_SIGN_URL,
  })
}
