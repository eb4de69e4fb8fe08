// The keys of backups: a line each in BACKUP_KEY_FILE, the first seals, every one opens.
import { readFileSync } from 'node:fs'
import { backupKey } from './sealed.mjs'

const LINE = /^[A-Za-z0-9+/]{43}=$/

/** BACKUP_KEYS is the launcher's way to the embedded server, which may run as a user that cannot read the file. */
function text() {
  const { BACKUP_KEY_FILE: file, BACKUP_KEYS: handed } = process.env
  if (!file) return ''
  if (handed) return handed
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`The file of BACKUP_KEY_FILE cannot be read: ${error.code}.`)
  }
}

/** None: backups are written in plain. @throws Error in words for the operator */
export function backupKeys() {
  const lines = text().split(/\s+/).filter(Boolean)
  if (process.env.BACKUP_KEY_FILE && lines.length === 0)
    throw new Error('There is no key in the file of BACKUP_KEY_FILE: openssl rand -base64 32 makes one.')
  return lines.map((line, at) => {
    if (!LINE.test(line))
      throw new Error(`BACKUP_KEY_FILE: line ${at + 1} is not 32 bytes in base64 (openssl rand -base64 32).`)
    return backupKey(Buffer.from(line, 'base64'))
  })
}

/** For the environment of the server. */
export const handedOn = () => (backupKeys().length > 0 ? { BACKUP_KEYS: text() } : {})
