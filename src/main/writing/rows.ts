// Rows of what the muse wrote. Knows SQL; knows no engine.
import type { Speaker } from '#shared/contract/voices.ts'
import type { Generation } from '#shared/contract/writing.ts'
import type { GenerationId, NodeId, ProjectId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export type NewGeneration = Pick<Generation, 'id' | 'projectId' | 'kind' | 'title' | 'prompt' | 'createdAt' | 'context'> & { readonly speaker: Speaker, readonly afterId?: NodeId | null }
type Row = Omit<Generation, 'context'> & { readonly context: string | null }
export type Growth = Pick<Generation, 'text' | 'words' | 'state'> & { readonly seed: number | null }

const select = 'SELECT id, project_id AS projectId, kind, title, prompt, text, words, state, created_at AS createdAt, context, after_id AS afterId FROM generations'

export function generationRows(database: Database) {
  const all = database.prepare<[string, string | null, string | null], Row>(
    `${select} WHERE project_id = ? AND (? IS NULL OR kind = ?) ORDER BY created_at DESC, rowid DESC`)
  const one = database.prepare<[string], Row>(`${select} WHERE id = ?`)
  const insert = database.prepare(`
    INSERT INTO generations (id, project_id, kind, title, speaker, prompt, text, words, state, created_at, context, after_id) VALUES (?, ?, ?, ?, ?, ?, '', 0, 'writing', ?, ?, ?)`)
  const grow = database.prepare('UPDATE generations SET text = ?, words = ?, state = ?, seed = ? WHERE id = ?')
  const decide = database.prepare('UPDATE generations SET state = ? WHERE id = ?')
  const settle = database.prepare(`UPDATE generations SET state = CASE WHEN text = '' THEN 'failed' ELSE 'kept' END WHERE state = 'writing'`)
  return {
    all: (projectId: ProjectId, kind: Generation['kind'] | null): Generation[] => all.all(projectId, kind, kind).map(generation),
    one: (id: GenerationId): Generation | null => { const row = one.get(id); return row ? generation(row) : null },
    insert: (g: NewGeneration) => { insert.run(g.id, g.projectId, g.kind, g.title, JSON.stringify(g.speaker), g.prompt, g.createdAt, g.context && JSON.stringify(g.context), g.afterId ?? null) },
    grow: (id: GenerationId, { text, words, state, seed }: Growth) => { grow.run(text, words, state, seed, id) },
    decide: (id: GenerationId, state: Generation['state']) => { decide.run(state, id) },
    /** What a program that died had written so far is kept. */
    settle: () => { settle.run() }
  }
}
export type GenerationRows = ReturnType<typeof generationRows>

const generation = (row: Row): Generation => ({ ...row, context: JSON.parse(row.context ?? 'null') as Generation['context'] })
