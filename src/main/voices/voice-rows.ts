// Rows of the voices, each with its newest run and the run it speaks from. Knows SQL; knows no folder.
import { VoiceManner } from '#shared/contract/manner.ts'
import type { RunState } from '#shared/contract/training.ts'
import type { Method, Voice, VoiceState } from '#shared/contract/voices.ts'
import type { ModelId, ProjectId, RunId, VoiceId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

type Row = Omit<Voice, 'state' | 'manner' | 'basePerplexity' | 'voicePerplexity'> & { readonly manner: string | null, readonly runState: RunState, readonly base: number | null, readonly best: number | null }
/** Where a voice's weights lie: the run, the method that made them, the model they stand on. */
export type Spoken = { readonly voiceId: VoiceId, readonly runId: RunId, readonly method: Method, readonly modelId: ModelId }

const select = `
  SELECT v.id, v.project_id AS projectId, v.name, v.created_at AS createdAt, v.updated_at AS updatedAt, v.manner, r.id AS runId, r.model_id AS modelId,
    r.method, r.state AS runState, r.base_held_out AS base, r.best_held_out AS best
  FROM voices v JOIN runs r ON r.rowid = (SELECT max(rowid) FROM runs WHERE voice_id = v.id)`

export function voiceRows(database: Database) {
  const all = database.prepare<[string | null, string | null], Row>(
    `${select} WHERE v.deleted_at IS NULL AND (? IS NULL OR v.project_id = ?) ORDER BY v.created_at, v.rowid`)
  const one = database.prepare<[string], Row>(`${select} WHERE v.id = ? AND v.deleted_at IS NULL`)
  const named = database.prepare<[string, string], { id: VoiceId }>('SELECT id FROM voices WHERE project_id = ? AND name = ? AND deleted_at IS NULL')
  const insert = database.prepare('INSERT INTO voices (id, project_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)')
  const rename = database.prepare('UPDATE voices SET name = ?, updated_at = ? WHERE id = ?')
  const setManner = database.prepare('UPDATE voices SET manner = ? WHERE id = ?')
  const bin = database.prepare('UPDATE voices SET deleted_at = ? WHERE id = ?')
  const touch = database.prepare('UPDATE voices SET updated_at = ? WHERE id = ?')
  const spoken = database.prepare<[string], Spoken>(`
    SELECT voice_id AS voiceId, id AS runId, method, model_id AS modelId FROM runs
    WHERE voice_id = ? AND best_step IS NOT NULL ORDER BY state IN ('finished', 'stopped') DESC, rowid DESC LIMIT 1`)
  const on = database.prepare<[string], { name: string }>(`
    SELECT DISTINCT v.name FROM voices v JOIN runs r ON r.voice_id = v.id WHERE r.model_id = ? AND v.deleted_at IS NULL AND r.state <> 'failed' ORDER BY v.name`)
  return {
    on: (id: ModelId): string[] => on.all(id).map(({ name }) => name),
    all: (projectId: ProjectId | null): Voice[] => all.all(projectId, projectId).map(voice),
    one: (id: VoiceId): Voice | null => { const row = one.get(id); return row ? voice(row) : null },
    named: (projectId: ProjectId, name: string): VoiceId | null => named.get(projectId, name)?.id ?? null,
    insert: (id: VoiceId, projectId: ProjectId, name: string, at: number) => { insert.run(id, projectId, name, at, at) },
    rename: (id: VoiceId, name: string, at: number) => { rename.run(name, at, id) },
    setManner: (id: VoiceId, manner: VoiceManner) => { setManner.run(JSON.stringify(manner), id) },
    bin: (id: VoiceId, at: number | null): boolean => bin.run(at, id).changes === 1,
    touch: (id: VoiceId, at: number) => { touch.run(at, id) },
    /** The newest finished run, or else the newest that measured any weights at all. */
    spoken: (id: VoiceId): Spoken | null => spoken.get(id) ?? null
  }
}
export type VoiceRows = ReturnType<typeof voiceRows>

const states: Readonly<Record<RunState, VoiceState>> = {
  queued: 'learning', running: 'learning', paused: 'paused', interrupted: 'interrupted', finished: 'ready', stopped: 'ready', failed: 'failed'
}

const perplexity = (loss: number | null): number | null => (loss === null ? null : Math.exp(loss))

const voice = ({ runState, base, best, manner, ...row }: Row): Voice =>
  ({ ...row, manner: VoiceManner.parse(JSON.parse(manner ?? '{}')), state: states[runState], basePerplexity: perplexity(base), voicePerplexity: perplexity(best) })
