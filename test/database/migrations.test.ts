// Each step of the file's history: what it adds, on a file that holds all steps before it.
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrate } from '#main/database/migrate.ts'
import { migrations } from '#main/database/migrations/index.ts'

const tables = (database: Sqlite.Database): string[] =>
  database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).pluck().all() as string[]

function upTo(version: number): Sqlite.Database {
  const database = new Sqlite(':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database, migrations.filter((step) => step.version <= version))
  return database
}

const project = `INSERT INTO projects (id, title, author, language, created_at, updated_at) VALUES ('p', 'T', '', 'fr', 1, 1)`

type Step = readonly [version: number, adds: readonly string[], accepts: string, refuses: string]
const steps: readonly Step[] = [
  [10, ['projects'], project, `INSERT INTO projects (id, title, author, language, created_at, updated_at) VALUES ('p', 'T', '', 'fr', 'noon', 1)`],
  [20, ['nodes', 'scenes'], `INSERT INTO nodes VALUES ('n', 'p', NULL, 'chapter', 'C', 0, 1, NULL)`, `INSERT INTO nodes VALUES ('n', 'p', NULL, 'poem', 'C', 0, 1, NULL)`],
  [30, ['document_chapters', 'documents', 'hold_outs', 'originals'], `INSERT INTO hold_outs VALUES ('p', 'chapters')`, `INSERT INTO hold_outs VALUES ('nobody', 'chapters')`],
  [40, ['models', 'voices'], `INSERT INTO voices VALUES ('v', 'p', 'Moi', 1, 1, NULL)`, `INSERT INTO voices VALUES ('v', 'nobody', 'Moi', 1, 1, NULL)`],
  [50, ['metrics', 'runs', 'samples'], `INSERT INTO voices VALUES ('v', 'p', 'Moi', 1, 1, NULL)`, `INSERT INTO metrics VALUES ('no run', 1, 1.0, NULL, 1.0, NULL, 1.0, NULL)`],
  [60, ['generations'], `INSERT INTO generations VALUES ('g', 'p', 'chapter', '', '{}', '', '', 0, NULL, 'kept', 1)`, `INSERT INTO generations VALUES ('g', 'p', 'chapter', '', 'no json', '', '', 0, NULL, 'kept', 1)`],
  [70, ['settings'], `INSERT INTO settings VALUES ('theme', '"night"')`, `INSERT INTO settings VALUES ('theme', 'night')`],
  [80, ['context_notes', 'lore', 'summaries'], `INSERT INTO context_notes VALUES ('p', 'Le Berry.', '', 3, NULL, 1)`, `INSERT INTO context_notes VALUES ('p', '', '', 3, 'much', 1)`],
  [90, ['downloads'], `INSERT INTO downloads VALUES ('a/b', 'main', 'paused', 1, 2, NULL, NULL, 1)`, `INSERT INTO downloads VALUES ('a/b', 'main', 'lost', 1, 2, NULL, NULL, 1)`],
  [100, ['explanations'], `INSERT INTO explanations VALUES ('g', '{}', x'00')`, `INSERT INTO explanations VALUES ('g', 'no json', x'00')`],
  [110, ['parrot_reports'], `INSERT INTO generations VALUES ('g', 'p', 'chapter', '', '{}', '', '', 0, NULL, 'kept', 1, NULL)`, `INSERT INTO parrot_reports VALUES ('nothing', '{}')`],
  [120, [], `INSERT INTO generations VALUES ('g', 'p', 'chapter', '', '{}', '', '', 0, NULL, 'kept', 1, NULL, 'n')`, `INSERT INTO generations VALUES ('g', 'p', 'chapter', '', '{}', '', '', 0, NULL, 'kept', 1, NULL, x'00')`],
  [130, [], `INSERT INTO voices VALUES ('v', 'p', 'Moi', 1, 1, NULL, '{}')`, `INSERT INTO voices VALUES ('v', 'p', 'Moi', 1, 1, NULL, 'no json')`]
]

describe('the steps of the library', () => {
  it('are all in the table below, in steps of ten', () => {
    expect(migrations.map((step) => step.version)).toEqual(steps.map(([version]) => version))
    expect(migrations.every((step) => step.version % 10 === 0)).toBe(true)
  })

  it.each(steps)('step %i adds %s, takes what fits and refuses what does not', (version, adds, accepts, refuses) => {
    const before = tables(upTo(version - 1))
    const database = upTo(version)
    expect(tables(database).filter((name) => !before.includes(name))).toEqual(adds)
    expect(database.pragma('user_version', { simple: true })).toBe(version)
    if (version > 10) database.exec(project)
    expect(database.prepare(accepts).run().changes).toBe(1)
    expect(() => database.prepare(refuses).run()).toThrow()
  })

  it.each([
    [`INSERT INTO settings VALUES ('manner', '{"strength":0.8,"mix":[{"voiceId":"w","share":0.3}],"precision":"int8"}')`, { strength: 0.8, mix: [{ voiceId: 'w', share: 0.3 }] }],
    [`INSERT INTO settings VALUES ('manner', '{"precision":"int8"}')`, { strength: 1, mix: [] }], ['SELECT 1', null]
  ])('each voice begins with the strength and the company that all of them had: %s', (setting, manner) => {
    const database = upTo(129)
    database.exec(`${project}; INSERT INTO voices VALUES ('v', 'p', 'Moi', 1, 1, NULL); ${setting}`)
    migrate(database, migrations)
    expect(JSON.parse(database.prepare<[], { manner: string | null }>('SELECT manner FROM voices').get()?.manner ?? 'null')).toEqual(manner)
  })

  it('make every table strict', () => {
    const strict = upTo(Infinity).prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'`).pluck().all()
    expect(strict).toEqual([])
  })

  it('are taken once: a second look changes nothing', () => {
    const database = upTo(Infinity)
    const schema = database.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()
    migrate(database, migrations)
    expect(database.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()).toEqual(schema)
  })

  it('leave a file as it was when one of them fails', () => {
    const database = upTo(10)
    expect(() => migrate(database, [{ version: 20, sql: 'CREATE TABLE half (a TEXT) STRICT; INSERT INTO nowhere VALUES (1);' }])).toThrow()
    expect(tables(database)).toEqual(['projects'])
    expect(database.pragma('user_version', { simple: true })).toBe(10)
  })
})
