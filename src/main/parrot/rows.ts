// Rows of what was found in what the muse wrote. Knows SQL; knows no index.
import { ParrotReport } from '#shared/contract/parrot.ts'
import type { GenerationId, ProjectId } from '#shared/ids.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { Database } from '../database/open.ts'

/** Enough of a generation to look at it again. */
export type Written = { readonly projectId: ProjectId | null, readonly speaker: Speaker, readonly prompt: string, readonly text: string, readonly state: string }

export function reportRows(database: Database) {
  const one = database.prepare<[string], { report: string }>('SELECT report FROM parrot_reports WHERE generation_id = ?')
  const put = database.prepare('INSERT INTO parrot_reports (generation_id, report) VALUES (?, ?) ON CONFLICT (generation_id) DO UPDATE SET report = excluded.report')
  const written = database.prepare<[string], Omit<Written, 'speaker'> & { speaker: string }>(
    'SELECT project_id AS projectId, speaker, prompt, text, state FROM generations WHERE id = ?')
  return {
    one(id: GenerationId): ParrotReport | null {
      const row = one.get(id)
      return row ? ParrotReport.parse(JSON.parse(row.report)) : null
    },
    put: (id: GenerationId, report: ParrotReport): void => { put.run(id, JSON.stringify(report)) },
    written(id: GenerationId): Written | null {
      const row = written.get(id)
      return row ? { ...row, speaker: JSON.parse(row.speaker) as Speaker } : null
    }
  }
}
