// Whose turn it is with something that only one program may do at a time. The system itself takes the turn back from a program that dies. Knows nothing of what it is for.
import Sqlite from 'better-sqlite3'

export type Turn = { readonly release: () => void }

/** Null when another program has it. A lock on `file`, held through SQLite because it behaves alike on the three systems. */
export function takeTurn(file: string): Turn | null {
  const lock = new Sqlite(file, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return { release: () => { lock.close() } }
  } catch (error) {
    lock.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
