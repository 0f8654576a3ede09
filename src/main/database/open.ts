// Opens the library's file safely: never touches one from a newer program, never repairs a damaged one. Knows no table.
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AuroreError } from '#shared/errors/index.ts'
import { migrate, type Migration } from './migrate.ts'
import { migrations as all } from './migrations/index.ts'

export type Database = Sqlite.Database

const signature = 'SQLite format 3\0'
/** Where the file format keeps `user_version`: big-endian, 4 bytes. https://www.sqlite.org/fileformat2.html, 1.3 */
const versionOffset = 60
const busyMilliseconds = 5000

export function openDatabase(path: string, migrations: readonly Migration[] = all): Database {
  const known = migrations.at(-1)?.version ?? 0
  try {
    mkdirSync(dirname(path), { recursive: true })
    refuseNewer(versionAtRest(path), known)
    return openAt(path, known, migrations)
  } catch (error) {
    throw coded(error, path)
  }
}

function openAt(path: string, known: number, migrations: readonly Migration[]): Database {
  const database = new Sqlite(path, { timeout: busyMilliseconds })
  try {
    refuseNewer(Number(database.pragma('user_version', { simple: true })), known)
    refuseDamaged(database, path)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Read without SQLite: merely opening a WAL file would leave `-wal` and `-shm` beside it, and closing it could rewrite it. */
function versionAtRest(path: string): number {
  if (!existsSync(path) || statSync(path).size === 0) return 0
  const header = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  if (header.toString('latin1', 0, signature.length) !== signature) throw new AuroreError('database.damaged', { path })
  return existsSync(`${path}-wal`) ? versionThroughLog(path) : header.readInt32BE(versionOffset)
}

/** Another program is at work, or died there: the log may hold a newer version than the file. A read-only look never folds the log back. */
function versionThroughLog(path: string): number {
  const look = new Sqlite(path, { readonly: true, timeout: busyMilliseconds })
  try {
    return Number(look.pragma('user_version', { simple: true }))
  } finally {
    look.close()
  }
}

function refuseNewer(found: number, known: number): void {
  if (found > known) throw new AuroreError('database.newer', { found, known })
}

function refuseDamaged(database: Database, path: string): void {
  if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new AuroreError('database.damaged', { path })
}

const damage = /^SQLITE_(CORRUPT|NOTADB)/
const refusal = /^(SQLITE_(CANTOPEN|READONLY|FULL|IOERR|PERM|AUTH)|EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EEXIST|EISDIR)/

function coded(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (damage.test(code)) return new AuroreError('database.damaged', { path }, { cause: error })
  if (refusal.test(code)) return new AuroreError('database.unwritable', { path: dirname(path), detail: code }, { cause: error })
  return error
}
