// The corpus of a project: documents brought in, cleaned, held back, taken out and back. Knows no format and no shell.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CleaningStep, CorpusDocument, HoldOut, ImportTarget, Split } from '#shared/contract/corpora.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { DocumentId, ProjectId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import type { Library } from '../database/library.ts'
import type { Projects } from '../projects/service.ts'
import { corpusRows, type CorpusRows, type DocumentRow } from './document-rows.ts'
import { createIntake, type Failure, type Intake } from './intake.ts'
import { readManuscript, sampleSentences } from './index.ts'
import { createShares, shownSplit, type Shares } from './shares.ts'

export type CorporaGround = { readonly library: Library, readonly projects: Projects, readonly resources: string, /** Hears when a project's documents are others than before. */ readonly changed?: (projectId: ProjectId) => void }
type Desk = CorporaGround & { readonly rows: CorpusRows, readonly shares: Shares, readonly intake: Intake }
type Imported = { readonly documents: CorpusDocument[], readonly failures: Failure[] }

export function createCorpora(ground: CorporaGround) {
  const rows = corpusRows(ground.library.database)
  const desk = { ...ground, rows, shares: createShares(rows), intake: createIntake(ground.library, rows, ground.projects) }
  return { ...documentActs(desk), ...importActs(desk), ...holdOutActs(desk) }
}
export type Corpora = ReturnType<typeof createCorpora>

function living({ rows }: Desk, id: DocumentId): DocumentRow {
  const row = rows.documents.one(id)
  if (!row || row.deletedAt !== null) throw new AuroreError('general.not-found', { what: 'document' })
  return row
}

/** With its chapters, each marked when the whole of it is held back. */
function shown({ rows, shares }: Desk, row: DocumentRow): CorpusDocument {
  const { strategy, heldOut } = shares.of(row.projectId)
  const held = new Set(strategy === 'sentences' ? [] : heldOut.filter((unit) => unit.documentId === row.id).map((unit) => unit.chapter))
  const chapters = rows.content.chapters(row.id).map(({ title, part, words, sentences }, index) =>
    ({ index, title, part, words, sentences, heldOut: held.has(index) }))
  const { original: _, inBinder: __, revision: ___, deletedAt: ____, ...document } = row
  return { ...document, chapters }
}

function documentActs(desk: Desk) {
  const { rows, library, projects, intake, changed } = desk
  const show = (id: DocumentId): CorpusDocument => shown(desk, living(desk, id))
  return {
    list: (projectId: ProjectId): CorpusDocument[] => rows.documents.all(projects.get(projectId).id).map((row) => shown(desk, row)),
    async text(id: DocumentId): Promise<{ original: string, cleaned: string }> {
      const row = living(desk, id)
      const { originalText, text } = await readManuscript({ name: row.name, bytes: rows.content.original(row.original), steps: stepsOf(row) })
      return { original: originalText, cleaned: text }
    },
    async setCleaning(id: DocumentId, step: CleaningStep, enabled: boolean): Promise<CorpusDocument> {
      const row = living(desk, id)
      await intake.reread(row, { ...stepsOf(row), [step]: enabled })
      changed?.(row.projectId)
      return show(id)
    },
    remove(id: DocumentId): void {
      const { projectId } = living(desk, id)
      rows.documents.bin(id, library.now())
      changed?.(projectId)
    },
    restore(id: DocumentId): CorpusDocument {
      rows.documents.bin(id, null)
      changed?.(living(desk, id).projectId)
      return show(id)
    }
  }
}

const stepsOf = (row: DocumentRow): Partial<Record<CleaningStep, boolean>> => Object.fromEntries(row.cleaning.map(({ step, enabled }) => [step, enabled]))

function importActs(desk: Desk) {
  const { rows, projects, resources, intake, changed } = desk
  async function bringIn(projectId: ProjectId, files: readonly File[], into: ImportTarget): Promise<Imported> {
    projects.get(projectId)
    const ids: DocumentId[] = []
    const failures: Failure[] = []
    for (const file of files) {
      const taken = await intake.take(projectId, file, into)
      if (taken.failure) failures.push(taken.failure)
      else if (taken.id) ids.push(taken.id)
    }
    if (ids.length > 0) changed?.(projectId)
    const wanted = new Set(ids)
    return { documents: rows.documents.all(projectId).filter((row) => wanted.has(row.id)).map((row) => shown(desk, row)), failures }
  }
  return {
    import: bringIn,
    /** As an import would read it; nothing is kept. */
    async read(file: File): Promise<{ title: string, text: string, words: number }> {
      const { title, text, words } = await readManuscript({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
      return { title, text, words }
    },
    /** The novel that ships with Aurore in that language. */
    async importSample(projectId: ProjectId, language: Language): Promise<CorpusDocument[]> {
      const shelf = join(resources, 'samples', language)
      const files = readdirSync(shelf).filter((name) => name.endsWith('.md')).toSorted().map((name) => new File([readFileSync(join(shelf, name))], name))
      return (await bringIn(projectId, files, 'both')).documents
    }
  }
}

function holdOutActs({ rows, projects, shares }: Desk) {
  const split = (projectId: ProjectId): Split => {
    const titles = new Map(rows.documents.all(projects.get(projectId).id).map((row) => [row.id, row.title] as const))
    return shownSplit(shares.of(projectId), titles)
  }
  return {
    split,
    setHoldOut(projectId: ProjectId, strategy: HoldOut): Split {
      rows.content.choose(projects.get(projectId).id, strategy)
      return split(projectId)
    },
    sampleSentences(projectId: ProjectId, count: number, seed: number): string[] {
      const texts = rows.documents.all(projects.get(projectId).id).flatMap(({ id, language }) =>
        rows.content.chapters(id).map(({ text }) => ({ text, language })))
      return sampleSentences(texts, count, seed)
    },
    forTraining: shares.forTraining
  }
}
