// A library in a temporary folder, with a clock that ticks by one and ids that count.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Library } from '#main/database/library.ts'
import { openDatabase } from '#main/database/open.ts'

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'aurore-'))

export function testLibrary(path = join(temporaryFolder(), 'library.sqlite'), prefix = 'id'): Library {
  let time = 1_000_000
  let count = 0
  return { database: openDatabase(path), now: () => ++time, newId: () => `${prefix}${++count}` }
}
