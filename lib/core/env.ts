import { z } from 'zod'

const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .default('')
  .transform((value) => value === '1' || value === 'true')
const address = (text: string) => {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) }
}
const seconds = (fallback: number) => z.coerce.number().positive().default(fallback)

/** Everything the product reads from its environment. docs/configuration.md explains each line. */
export const Env = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  LOG_RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  PERSONAL_DATA_RETENTION_DAYS: z.coerce.number().int().min(1).optional(),
  PERSONAL_DATA_KEYS: z.string().optional(),
  PERSONAL_DATA_KEYS_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LOG_SYSLOG: z
    .string()
    .regex(/^(tcp:\/\/)?[^\s/]+:\d{1,5}$/)
    .transform((text) => ({ ...address(text.replace('tcp://', '')), tls: !text.startsWith('tcp://') }))
    .optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: z.url().optional(),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  DEMO: flag,
  DATA_DIR: z.string().default('data'),
  WORKER: z.enum(['inline', 'process']).default('process'),
  WAL_DIR: z.string().optional(),
  BACKUP_DIR: z.string().optional(),
  BACKUP_KEY_FILE: z.string().optional(),
  BACKUP_KEEP: z.coerce.number().int().min(1).default(7),
  SENT_JOURNAL_DIR: z.string().optional(),

  DATABASE_URL: z.string().optional(),
  DATABASE_URL_WEB: z.string().optional(),
  DATABASE_URL_WORKER: z.string().optional(),
  DATABASE_URL_DIRECT: z.string().optional(),

  NEXTAUTH_SECRET: z.string().min(32).optional(),
  BACKGROUND_SECRET: z.string().min(32).optional(),
  METRICS_SECRET: z.string().min(16).optional(),
  TOTP_REQUIRED: z
    .enum(['0', '1', 'true', 'false', '', 'all'])
    .default('')
    .transform((value) =>
      value === 'all' ? 'all' : value === '1' || value === 'true' ? 'administrators' : 'nobody',
    ),
  SESSION_IDLE_MINUTES: z.coerce.number().positive().default(15),
  SESSION_HOURS: z.coerce.number().positive().max(24).default(12),
  SIGN_IN_PER_ADDRESS: z.coerce.number().int().positive().default(100),
  PROOF_MINUTES: z.coerce.number().positive().default(10),

  FILES_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50 * 1024 * 1024),
  TAKE_BACK_SECONDS_FINAL: z.coerce.number().int().min(0).max(3600).default(30),
  ANTIVIRUS: z
    .string()
    .regex(/^\S+:\d{1,5}$/)
    .transform(address)
    .optional(),
  FILES_DIR: z.string().optional(),
  FILES_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  FILES_S3_BUCKET: z.string().min(1).optional(),
  FILES_S3_PREFIX: z
    .string()
    .regex(/^([\w-]+\/)*$/)
    .default(''),
  FILES_S3_REGION: z.string().default('us-east-1'),
  FILES_S3_ACCESS_KEY: z.string().default(''),
  FILES_S3_SECRET: z.string().default(''),
  FILES_S3_PLAIN: flag,
  FILES_PER_STATUS: z.coerce.number().int().positive().default(10),
  IMPORTS_KEEP_HOURS: z.coerce.number().positive().default(24),
  FILES_SIGN_BY_ORGANISATION: flag,
  FILES_SIGN_KEY: z.string().optional(),
  FILES_SIGN_CERTIFICATE: z.string().optional(),
  FILES_SIGN_KEY_PASSWORD: z.string().optional(),

  SMEV_DRIVER: z.enum(['direct', 'adapter', 'folder']).default('direct'),
  SMEV_ADAPTER_FORM: z.enum(['soap', 'rest', 'plugin']).default('soap'),
  SMEV_ADAPTER_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMEV_ADAPTER_SYSTEM: z.string().max(50).optional(),
  SMEV_ADAPTER_NODE: z.string().max(50).optional(),
  SMEV_ADAPTER_PLUGIN: z.string().optional(),
  SMEV_ADAPTER_FILES: z.string().optional(),
  SMEV_ADAPTER_FILES_SEEN: z.string().optional(),
  SMEV_LOOK_UP_MINUTES: z.coerce.number().positive().default(10),
  SMEV_FOLDER_OUT: z.string().optional(),
  SMEV_FOLDER_IN: z.string().optional(),
  SMEV_ENDPOINT: z.url().default('http://127.0.0.1:8090/smev/v1.2/ws'),
  SMEV_VERSION: z.enum(['1.1', '1.2', '1.3']).default('1.2'),
  SMEV_SIGNER: z.enum(['none', 'pure', 'engine', 'command', 'http']).default('none'),
  SMEV_CERTIFICATE: z.string().optional(),
  SMEV_KEY: z.string().optional(),
  SMEV_KEY_PASSWORD: z.string().optional(),
  SMEV_SIGN_COMMAND: z.string().optional(),
  SMEV_SIGN_URL: z.url().optional(),
  SMEV_VERIFY: z.enum(['0', '1']).default('1'),
  SMEV_PINNED: z.string().default(''),
  SMEV_ROOTS: z.string().optional(),
  SMEV_TLS_PIN: z
    .string()
    .transform((pin) => pin.replaceAll(':', '').toLowerCase())
    .pipe(z.string().regex(/^([0-9a-f]{64})?$/))
    .optional(),
  SMEV_ENVIRONMENT: z.enum(['EPGU', 'SVCDEV']).default('SVCDEV'),
  SMEV_STORE: z.enum(['ftp', 's3']).default('ftp'),
  SMEV_S3_ENDPOINT: z.url().default('http://127.0.0.1:9000'),
  SMEV_S3_BUCKET: z.string().default('attachment'),
  SMEV_S3_REGION: z.string().default('us-east-1'),
  SMEV_S3_ACCESS_KEY: z.string().default(''),
  SMEV_S3_SECRET: z.string().default(''),
  SMEV_FTP_HOST: z.string().default('127.0.0.1'),
  SMEV_FTP_PORT: z.coerce.number().int().default(8021),
  SMEV_FTP_USER: z.string().default('anonymous'),
  SMEV_FTP_PASSWORD: z.string().default('anonymous'),
  SMEV_ORDERS_PER_MESSAGE: z.coerce.number().int().min(1).max(1000).default(1),
  SMEV_ADDRESS_BY: z.enum(['orderNumber', 'elkOrderNumber']).default('orderNumber'),
  SMEV_SELECTOR_NAMESPACE: z.string().default('http://epgu.gosuslugi.ru/elk/status/1.0.2'),
  SMEV_SELECTOR_ROOT: z.string().default('ElkOrderResponse'),
  SMEV_CNSI_SELECTOR_ROOT: z.enum(['CnsiResponse', 'CnsiRequest']).default('CnsiResponse'),
  SMEV_CNSI_CODES: z
    .string()
    .regex(/^(\d{4}=[\p{L}\d_.-]{1,100}(,|$))*$/u)
    .default(''),
  SMEV_ACK_UNKNOWN: flag,
  SMEV_EOL_HOURS: z.coerce.number().positive().optional(),
  SMEV_STATUS_MINUTES: z.coerce.number().min(0).default(5),
  SMEV_TIMEOUT_SECONDS: seconds(30),
  SMEV_POLL_SECONDS: z.coerce.number().positive().optional(),
  SMEV_TRANSFER_HOURS: seconds(48),
  ESIA_URL: z.url({ protocol: /^https?$/ }).optional(),
  ESIA_CLIENT_ID: z.string().max(100).optional(),
  ESIA_SIGNER: z.enum(['pure', 'engine', 'command', 'http']).default('pure'),
  ESIA_CERTIFICATE: z.string().optional(),
  ESIA_CERTIFICATE_HASH: z
    .string()
    .regex(/^[0-9A-F]{64}$/i)
    .optional(),
  ESIA_KEY: z.string().optional(),
  ESIA_KEY_PASSWORD: z.string().optional(),
  ESIA_SIGN_COMMAND: z.string().optional(),
  ESIA_SIGN_URL: z.url().optional(),
  ESIA_SECRET_FORM: z.enum(['raw', 'cms']).default('raw'),
  ESIA_TRUST: z.string().optional(),
  ESIA_ISSUER: z.string().optional(),
  ESIA_SCOPE: z.string().default('openid fullname snils'),
  ESIA_TIMEOUT_SECONDS: seconds(10),
  ESIA_SIGN_OUT: flag,
  GEPS_URL: z.url({ protocol: /^https?$/ }).optional(),
  GEPS_PLUGIN: z.string().default('geps'),
  GEPS_MESSAGE_TYPE: z.string().default('INFORMATION'),
  GEPS_SENDER: z.string().optional(),
})
export type Env = z.infer<typeof Env>

let parsed: Env | undefined

/** The environment, parsed once. Throws with every wrong line named. */
export function env(): Env {
  parsed ??= readEnv(process.env)
  return parsed
}

export function readEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = Env.safeParse(filled)
  if (result.success) return safe(result.data)
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment is wrong: ${lines.join('; ')}`)
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Results of services never go over a network in the clear unless somebody says that it is theirs. */
function safe(env: Env): Env {
  if (env.FILES_S3_BUCKET === undefined) return env
  if (!env.FILES_S3_ENDPOINT)
    throw new Error('The environment is wrong: FILES_S3_BUCKET needs FILES_S3_ENDPOINT')
  const { protocol, hostname } = new URL(env.FILES_S3_ENDPOINT)
  if (protocol === 'https:' || LOOPBACK.test(hostname) || env.FILES_S3_PLAIN) return env
  throw new Error(
    'The environment is wrong: FILES_S3_ENDPOINT: http beyond this machine needs FILES_S3_PLAIN=1',
  )
}
