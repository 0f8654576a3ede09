// Rows of training runs. Knows SQL; knows no engine.
import type { Run, TrainingSettings } from '#shared/contract/training.ts'
import { readReasons } from '#shared/devices.ts'
import type { ErrorParams } from '#shared/errors/index.ts'
import type { ProjectId, RunId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export type RunFailure = { readonly code: string, readonly params: ErrorParams }
type Row = Omit<Run, 'settings' | 'error' | 'deviceReason'> & { readonly settings: string, readonly error: string | null, readonly deviceReason: string | null }

const columns = {
  voiceId: 'voice_id', projectId: 'project_id', modelId: 'model_id', method: 'method', state: 'state', device: 'device', deviceReason: 'device_reason',
  step: 'step', steps: 'steps', baseHeldOut: 'base_held_out', bestHeldOut: 'best_held_out', bestStep: 'best_step', skippedSteps: 'skipped_steps',
  startedAt: 'started_at', endedAt: 'ended_at'
} as const
/** What a run learns about itself as it goes. */
export type RunChange = Partial<Pick<Run, 'state' | 'device' | 'deviceReason' | 'step' | 'steps' | 'baseHeldOut' | 'bestHeldOut' | 'bestStep' | 'skippedSteps' | 'endedAt'>>

const select = `SELECT id, settings, error, ${Object.entries(columns).map(([name, column]) => `${column} AS ${name}`).join(', ')} FROM runs`
const unfinished = `('queued', 'running', 'paused', 'interrupted')`

export function runRows(database: Database) {
  const all = database.prepare<[string | null, string | null], Row>(`${select} WHERE ? IS NULL OR project_id = ? ORDER BY rowid`)
  const one = database.prepare<[string], Row>(`${select} WHERE id = ?`)
  const open = database.prepare<[], Row>(`${select} WHERE state IN ${unfinished} ORDER BY rowid`)
  const cut = database.prepare<[], Row>(`${select} WHERE state IN ('queued', 'running') ORDER BY rowid`)
  const insert = database.prepare(`
    INSERT INTO runs (id, voice_id, project_id, model_id, method, settings, state, step, steps, skipped_steps, started_at)
    VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, 0, ?)`)
  const fail = database.prepare('UPDATE runs SET error = ? WHERE id = ?')
  return {
    all: (projectId: ProjectId | null): Run[] => all.all(projectId, projectId).map(run),
    one: (id: RunId): Run | null => { const row = one.get(id); return row ? run(row) : null },
    unfinished: (): Run[] => open.all().map(run),
    /** Runs that somebody should be working on. */
    inHand: (): Run[] => cut.all().map(run),
    insert: (r: Pick<Run, 'id' | 'voiceId' | 'projectId' | 'modelId' | 'method' | 'settings' | 'steps' | 'startedAt'>) => {
      insert.run(r.id, r.voiceId, r.projectId, r.modelId, r.method, JSON.stringify(r.settings), r.steps, r.startedAt)
    },
    update(id: RunId, change: RunChange): void {
      const names = Object.keys(change) as (keyof RunChange)[]
      const sets = names.map((name) => `${columns[name]} = ?`).join(', ')
      database.prepare(`UPDATE runs SET ${sets} WHERE id = ?`).run(...names.map((name) => stored(change[name])), id)
    },
    fail: (id: RunId, error: RunFailure | null) => { fail.run(error && JSON.stringify(error), id) }
  }
}
export type RunRows = ReturnType<typeof runRows>

/** Reasons are kept as their codes: she may read them in another language tomorrow. */
const stored = (value: RunChange[keyof RunChange]): string | number | null | undefined => (Array.isArray(value) ? JSON.stringify(value) : value)

const run = ({ settings, error, deviceReason, ...row }: Row): Run =>
  ({ ...row, deviceReason: readReasons(deviceReason), settings: JSON.parse(settings) as TrainingSettings, error: error === null ? null : JSON.parse(error) as RunFailure })

