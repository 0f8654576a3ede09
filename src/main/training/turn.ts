// Whose turn it is to train on this home: one program at a time. The system itself takes the turn back from a program that dies. Knows no run.
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

export type Turn = { readonly release: () => void }

/** Null when another program is training. A file lock, held through SQLite because it behaves alike on the three systems. */
export function takeTurn(home: string): Turn | null {
  const lock = new Sqlite(join(home, 'training.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return { release: () => { lock.close() } }
  } catch (error) {
    lock.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
