import { say, type MessageValues } from '@/lib/core/message'

/** What is wrong with a file as a whole; thrown inside the reading only, `readTable` gives it back as a value. */
export class BadFile extends Error {
  constructor(key: string, values?: MessageValues) {
    super(say(`imports.file.${key}`, values))
    this.name = 'BadFile'
  }
}
