// The parrot check: whether a text repeats the author's books word for word, and from where. Asked by the muse of all she writes, and by the author of
// any text. Knows indices, projects and settings; knows no shell and no model.
import { contextOf, countWordsIn, watchCopies, type CopyWatch, type TextIndex } from '#ml/parrot/index.ts'
import type { Against, ParrotChoice, ParrotReport } from '#shared/contract/parrot.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { Continuation } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { GenerationId, NodeId, ProjectId, VoiceId } from '#shared/ids.ts'
import { plainText } from '#shared/manuscript.ts'
import type { Library } from '../database/library.ts'
import type { Projects } from '../projects/service.ts'
import { openIndices, type OpenIndex } from './indices.ts'
import { listen } from './listening.ts'
import { reportOn } from './report.ts'
import { reportRows } from './rows.ts'
import { openShelf } from './shelf.ts'

export type ParrotGround = {
  readonly library: Library, readonly projects: Projects
  /** The project a voice was learned in. */
  readonly homeOf: (speaker: Speaker) => ProjectId | null
  readonly choice: () => ParrotChoice
  /** Where indices are kept, and the program that makes them. */
  readonly folder: string, readonly program: string
}
type Check = { readonly text: string, readonly projectId: ProjectId, readonly against: Against, readonly least?: number | undefined }
/** What the engine needs to keep from copying. */
export type Avoiding = { readonly indices: string[], readonly words: number, readonly allowed: string[] }
type Stream = AsyncGenerator<Continuation, void, void>
/** Who writes, for which book, after what. */
export type Occasion = { readonly speaker: Speaker, readonly projectId: ProjectId | null, /** Voices mixed in. */ readonly mix?: readonly { readonly voiceId: VoiceId }[], readonly before: string }

export function createParrot({ library, projects, homeOf, choice, folder, program }: ParrotGround) {
  const shelf = openShelf(library.database)
  const rows = reportRows(library.database)
  const indices = openIndices({ shelf, folder, program })

  const openAll = async (ids: readonly ProjectId[]): Promise<OpenIndex[]> =>
    (await Promise.all(ids.map((id) => indices.of(id)))).filter((index) => index !== null)

  /** The books of the project that is written, and those the voices were learned from. */
  const booksOf = ({ speaker, projectId, mix = [] }: Omit<Occasion, 'before'>): ProjectId[] =>
    [...new Set([projectId, ...[speaker, ...mix].map(homeOf)])].filter((id) => id !== null)

  async function reportFor(occasion: Occasion, text: string): Promise<ParrotReport | null> {
    const { mode, words: least, allowed } = choice()
    const open = mode === 'off' ? [] : await openAll(booksOf(occasion))
    return open.length === 0 ? null : reportOn(open, shelf, { text, context: contextOf(occasion.before, least), least, allowed })
  }

  /** The muse's stream with what it repeats. An index that fails takes nothing from the text. */
  function heed(stream: Stream, occasion: Occasion): Stream {
    const { mode, words: least } = choice()
    if (mode === 'off') return stream
    const open: TextIndex[] = []
    for (const id of booksOf(occasion)) void indices.of(id).then((index) => { if (index) open.push(index.texts) }, () => undefined)
    return listen(stream, { least, before: occasion.before, indices: () => [...open], report: (text) => reportFor(occasion, text).catch(() => null), keep: rows.put })
  }

  /** `wished`: whether copies are avoided; null: as she has chosen. */
  async function avoiding(occasion: Omit<Occasion, 'before'>, wished: boolean | null = null): Promise<Avoiding | null> {
    const { mode, words, allowed } = choice()
    if (!(wished ?? mode === 'avoid')) return null
    const files = (await openAll(booksOf(occasion))).map(({ file }) => { if (file === null) throw new AuroreError('parrot.unwritable', { folder }); return file })
    return files.length === 0 ? null : { indices: files, words, allowed: [...allowed] }
  }

  const compared: Readonly<Record<Against, (id: ProjectId) => readonly ProjectId[]>> = {
    here: (id) => [id],
    others: (id) => projects.list().map((project) => project.id).filter((other) => other !== id),
    everywhere: (id) => [id, ...compared.others(id)]
  }

  async function check({ text, projectId, against, least }: Check): Promise<ParrotReport> {
    const chosen = choice()
    const open = await openAll(compared[against](projects.get(projectId).id))
    return reportOn(open, shelf, { text, context: '', least: least ?? chosen.words, allowed: chosen.allowed })
  }

  return {
    heed, avoiding, check,
    /** As `avoiding`, for text that comes as text from elsewhere. */
    watching: (occasion: Occasion) => watchOver(choice(), occasion, () => openAll(booksOf(occasion))),
    checkNode: (id: NodeId, against: Against, least?: number): Promise<ParrotReport> =>
      check({ text: textUnder(projects, id), projectId: projects.node(id).projectId, against, least }),
    /** A draft that was stopped in the middle was never looked at: it is now. */
    async ofGeneration(id: GenerationId): Promise<ParrotReport | null> {
      const known = rows.one(id)
      const written = rows.written(id)
      if (!written) throw new AuroreError('general.not-found', { what: 'draft' })
      if (known || written.state === 'writing') return known
      const report = await reportFor({ ...written, before: written.prompt }, written.text)
      if (report) rows.put(id, report)
      return report
    },
    async prepare(projectId: ProjectId): Promise<{ documents: number, words: number }> {
      const index = choice().mode === 'off' ? null : await indices.of(projects.get(projectId).id)
      return { documents: new Set(index?.passages.map(({ documentId }) => documentId)).size, words: index ? countWordsIn(index.texts) : 0 }
    },
    /** Its books changed: the old index goes at once, the next one is made when it is asked for. */
    changed: (projectId: ProjectId): void => indices.drop(projectId),
    dispose: () => indices.dispose()
  }
}
export type Parrot = ReturnType<typeof createParrot>

async function watchOver({ mode, words: least, allowed }: ParrotChoice, { before }: Occasion, open: () => Promise<readonly OpenIndex[]>): Promise<CopyWatch | null> {
  const indices = mode === 'avoid' ? await open() : []
  return indices.length === 0 ? null : watchCopies(indices.map(({ texts }) => texts), { least, allowed, before })
}

/** All scenes of a part, a chapter or a scene, in reading order. */
function textUnder(projects: Projects, id: NodeId): string {
  const { projectId } = projects.node(id)
  const nodes = projects.outline(projectId)
  const under = (root: NodeId): NodeId[] => [root, ...nodes.filter(({ parentId }) => parentId === root).flatMap((node) => under(node.id))]
  const wanted = new Set(under(id))
  return nodes.filter((node) => node.kind === 'scene' && wanted.has(node.id)).map((node) => plainText(projects.openScene(node.id).doc)).join('\n\n')
}
