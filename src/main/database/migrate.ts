// Brings a library's file up to this program's version, step by step. Knows no step.
import type { Database } from 'better-sqlite3'

/** `version` becomes the file's `user_version`; steps of ten leave room between. A released step never changes. */
export type Migration = { readonly version: number; readonly sql: string }

/** Each step is one transaction; two programs starting at once take turns, and the second finds nothing left to do. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  for (const step of migrations) database.transaction(take).immediate(database, step)
}

function take(database: Database, step: Migration): void {
  if (Number(database.pragma('user_version', { simple: true })) >= step.version) return
  database.exec(step.sql)
  database.pragma(`user_version = ${step.version}`)
}
