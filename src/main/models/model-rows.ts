// Rows of the base models registered on this machine. Knows SQL; knows no folder.
import type { Model } from '#shared/contract/voices.ts'
import type { ModelId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export type KnownModel = Model & { readonly fingerprint: string, readonly removedAt: number | null }
type Row = Omit<KnownModel, 'builtIn' | 'languages'> & { readonly builtIn: number, readonly languages: string }

const select = `
  SELECT id, folder, built_in AS builtIn, fingerprint, name, architecture, parameters, context_length AS contextLength,
    vocabulary_size AS vocabularySize, languages, licence, size AS bytes, removed_at AS removedAt FROM models`

export function modelRows(database: Database) {
  const all = database.prepare<[], Row>(`${select} ORDER BY built_in DESC, rowid`)
  const one = database.prepare<[string], Row>(`${select} WHERE id = ?`)
  const put = database.prepare(`
    INSERT INTO models (id, folder, built_in, fingerprint, name, architecture, parameters, context_length, vocabulary_size, languages, licence, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET folder = excluded.folder, fingerprint = excluded.fingerprint, name = excluded.name, architecture = excluded.architecture,
      parameters = excluded.parameters, context_length = excluded.context_length, vocabulary_size = excluded.vocabulary_size,
      languages = excluded.languages, licence = excluded.licence, size = excluded.size, removed_at = NULL`)
  const remove = database.prepare('UPDATE models SET removed_at = ? WHERE id = ?')
  return {
    all: (): KnownModel[] => all.all().map(known),
    one: (id: ModelId): KnownModel | null => { const row = one.get(id); return row ? known(row) : null },
    put: (m: Model, fingerprint: string) => {
      put.run(m.id, m.folder, Number(m.builtIn), fingerprint, m.name, m.architecture, m.parameters, m.contextLength, m.vocabularySize,
        JSON.stringify(m.languages), m.licence, m.bytes)
    },
    remove: (id: ModelId, at: number) => { remove.run(at, id) }
  }
}

const known = ({ builtIn, languages, ...row }: Row): KnownModel => ({ ...row, builtIn: builtIn === 1, languages: JSON.parse(languages) as string[] })
