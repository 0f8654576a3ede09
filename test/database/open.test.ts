// Opening a library: what is set, what is refused, and that what is refused stays as it was.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrations } from '#main/database/migrations/index.ts'
import { openDatabase } from '#main/database/open.ts'
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'
import { temporaryFolder } from '../support/library.ts'

const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const library = () => join(temporaryFolder(), 'library.sqlite')

function refusal(path: string): AuroreError {
  try {
    openDatabase(path).close()
  } catch (error) {
    if (error instanceof AuroreError) return error
    throw error
  }
  throw new Error('the library was opened')
}

function made(version?: number): string {
  const path = library()
  const database = openDatabase(path)
  if (version) database.pragma(`user_version = ${version}`)
  database.close()
  return path
}

describe('a library that opens', () => {
  it.each([['journal_mode', 'wal'], ['synchronous', 2], ['foreign_keys', 1], ['busy_timeout', 5000], ['integrity_check', 'ok']])('has %s = %s', (pragma, value) => {
    const database = openDatabase(library())
    expect(database.pragma(pragma, { simple: true })).toBe(value)
    database.close()
  })

  it('makes the folders it lies in', () => {
    const path = join(temporaryFolder(), 'deep', 'er', 'library.sqlite')
    openDatabase(path).close()
    expect(existsSync(path)).toBe(true)
  })

  it('opens again with what was written, and twice at once', () => {
    const path = made()
    const [one, two] = [openDatabase(path), openDatabase(path)]
    one.prepare(`INSERT INTO settings VALUES ('theme', '"night"')`).run()
    expect(two.prepare('SELECT value FROM settings').pluck().get()).toBe('"night"')
    one.close()
    two.close()
  })

  it('leaves no log behind once closed', () => {
    expect(readdirSync(join(made(), '..'))).toEqual(['library.sqlite'])
  })
})

describe('a library from a newer program', () => {
  it('is refused, byte for byte as it was, with nothing beside it', () => {
    const path = made(9990)
    const before = hash(path)
    const { code, params } = refusal(path)
    expect({ code, params }).toEqual({ code: 'database.newer', params: { found: 9990, known: migrations.at(-1)?.version } })
    expect(hash(path)).toBe(before)
    expect(readdirSync(join(path, '..'))).toEqual(['library.sqlite'])
  })

  it('is refused too when the newer version stands only in the log', () => {
    const [living, path] = [made(), library()]
    const writer = new Sqlite(living)
    writer.pragma('journal_mode = WAL')
    writer.pragma('wal_autocheckpoint = 0')
    writer.pragma('user_version = 9990')
    copyFileSync(living, path)
    copyFileSync(`${living}-wal`, `${path}-wal`)
    writer.close()
    const before = [hash(path), hash(`${path}-wal`)]
    expect(refusal(path).code).toBe('database.newer')
    expect([hash(path), hash(`${path}-wal`)]).toEqual(before)
  })
})

type Damage = readonly [what: string, code: ErrorCode, make: () => string]
const damages: readonly Damage[] = [
  ['a file that is no database', 'database.damaged', () => { const path = library(); writeFileSync(path, 'Il était une fois. '.repeat(100)); return path }],
  ['a database with torn pages', 'database.damaged', () => {
    const path = made()
    const bytes = readFileSync(path)
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xa5)]))
    return path
  }],
  ['a folder where the file should be', 'database.unwritable', () => { const path = library(); mkdirSync(path); return path }],
  ['a home that is a file', 'database.unwritable', () => { const home = library(); writeFileSync(home, ''); return join(home, 'library.sqlite') }]
]

describe('a library that cannot be used', () => {
  it.each(damages)('%s: %s', (_, code, make) => {
    const path = make()
    const isFile = code === 'database.damaged'
    const before = isFile ? hash(path) : ''
    expect(refusal(path).code).toBe(code)
    expect(isFile ? hash(path) : '').toBe(before)
  })
})
