// What every service stands on: the open file, a clock and a source of ids, so that a test can hold all three. Knows no table.
import { randomBytes } from 'node:crypto'
import { openDatabase, type Database } from './open.ts'

export type Library = {
  readonly database: Database
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
  readonly newId: () => string
}

export const openLibrary = (path: string): Library => ({ database: openDatabase(path), now: Date.now, newId: randomId })

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** 14 letters of 5 bits: 70 random bits, safe in addresses, in folders that ignore case, and never read as a command's option. */
export const randomId = (): string => Array.from(randomBytes(14), (byte) => letters[byte % letters.length]).join('')
