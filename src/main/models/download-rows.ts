// Rows of the downloads, one a model. Knows SQL; knows no network.
import type { Download, DownloadState } from '#shared/contract/models.ts'
import type { ModelId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

/** What outlives the program: speed and time left are news, not facts. */
export type DownloadRow = Omit<Download, 'bytesPerSecond' | 'secondsLeft' | 'waiting'>
type Row = Omit<DownloadRow, 'error'> & { readonly error: string | null }

const select = 'SELECT repo, revision, state, bytes, total, error, model_id AS modelId, started_at AS startedAt FROM downloads'

export function downloadRows(database: Database) {
  const all = database.prepare<[], Row>(`${select} ORDER BY started_at, rowid`)
  const one = database.prepare<[string], Row>(`${select} WHERE repo = ?`)
  const put = database.prepare(`
    INSERT INTO downloads (repo, revision, state, bytes, total, error, model_id, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (repo) DO UPDATE SET revision = excluded.revision, state = excluded.state, bytes = excluded.bytes, total = excluded.total,
      error = excluded.error, model_id = excluded.model_id`)
  const state = database.prepare('UPDATE downloads SET state = ? WHERE repo = ?')
  const remove = database.prepare('DELETE FROM downloads WHERE repo = ?')
  const forgetModel = database.prepare('DELETE FROM downloads WHERE model_id = ?')
  return {
    all: (): DownloadRow[] => all.all().map(read),
    one: (repo: string): DownloadRow | null => { const row = one.get(repo); return row ? read(row) : null },
    put: (d: DownloadRow) => { put.run(d.repo, d.revision, d.state, d.bytes, d.total, d.error === null ? null : JSON.stringify(d.error), d.modelId, d.startedAt) },
    setState: (repo: string, to: DownloadState) => { state.run(to, repo) },
    remove: (repo: string) => { remove.run(repo) },
    forgetModel: (id: ModelId) => { forgetModel.run(id) }
  }
}

const read = ({ error, ...row }: Row): DownloadRow => ({ ...row, error: error === null ? null : JSON.parse(error) as Download['error'] })
