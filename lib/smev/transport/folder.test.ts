import { expect, it } from 'vitest'
import { verdictOf } from '../faults'
import { failureOfFolder } from './folder'

it.each([
  ['ENOENT', 'FolderMissing', 'stop'],
  ['EACCES', 'FolderRefused', 'stop'],
  ['EROFS', 'FolderRefused', 'stop'],
  ['ENOSPC', 'FolderFull', 'stop'],
  ['EDQUOT', 'FolderFull', 'stop'],
  ['EIO', 'FolderFailed', 'retry'],
])('%s is %s: %s', (code, fault, verdict) => {
  const failed = failureOfFolder(Object.assign(new Error('words'), { code }))
  expect(failed).toMatchObject({ ok: false, fault, text: 'words' })
  expect(verdictOf(failed.fault)).toBe(verdict)
})
