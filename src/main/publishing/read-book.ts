// The book out of the projects' binder: whole, or one part, chapter or scene of it. Knows no format.
import type { OutlineNode, Project, Scene } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Book, BookChapter, BookPart } from './book.ts'
import { bookWords } from './words.ts'

/** What is asked of the binder. */
export type Manuscripts = {
  readonly get: (id: ProjectId) => Project
  /** In reading order, each node before its children. */
  readonly outline: (id: ProjectId) => readonly OutlineNode[]
  readonly openScene: (id: NodeId) => Scene
}

/** `names`: the titles of what was taken out, for the file's name; none for the whole book. */
export type Printable = { readonly book: Book, readonly names: readonly string[] }
export type ReadBook = (projectId: ProjectId, nodeId: NodeId | null) => Printable

export function bookReader(manuscripts: Manuscripts): ReadBook {
  return (projectId, nodeId) => {
    const { title, author, language } = manuscripts.get(projectId)
    const binder = binderOf(manuscripts.outline(projectId))
    const piece = nodeId === null ? [] : binder.lineage(nodeId)
    const book = { id: nodeId === null ? projectId : `${projectId}/${nodeId}`, title, author, language }
    const names = piece.map((node) => node.title || bookWords[language][node.kind](binder.numberOf(node)))
    return { book: { ...book, parts: partsOf(binder, piece, manuscripts) }, names: names.slice(-2) }
  }
}

function binderOf(nodes: readonly OutlineNode[]) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const numbers = numbering(nodes)
  function lineage(id: NodeId): OutlineNode[] {
    const node = byId.get(id)
    if (!node) throw new AuroreError('general.not-found', { what: 'chapter' })
    return node.parentId === null ? [node] : [...lineage(node.parentId), node]
  }
  const under = (id: NodeId | null): OutlineNode[] => nodes.filter((node) => node.parentId === id)
  return { lineage, under, numberOf: (node: OutlineNode) => numbers.get(node.id) ?? 1 }
}
type Binder = ReturnType<typeof binderOf>

/** Parts and chapters count through the book, scenes through their chapter. */
function numbering(nodes: readonly OutlineNode[]): ReadonlyMap<NodeId, number> {
  const last = new Map<string, number>()
  return new Map(nodes.map((node) => {
    const row = node.kind === 'scene' ? `scenes of ${node.parentId}` : node.kind
    const number = (last.get(row) ?? 0) + 1
    last.set(row, number)
    return [node.id, number]
  }))
}

/** With a piece, only what lies on the way to it and under it. */
function partsOf(binder: Binder, piece: readonly OutlineNode[], { openScene }: Manuscripts): BookPart[] {
  const end = piece.at(-1)
  const taken = (node: OutlineNode): boolean => !end || piece.includes(node) || binder.lineage(node.id).includes(end)
  const chapterOf = (node: OutlineNode): BookChapter => ({
    number: binder.numberOf(node), title: node.title, scenes: binder.under(node.id).filter(taken).map((scene) => openScene(scene.id).doc)
  })
  return binder.under(null).filter(taken).map((node) => node.kind === 'part'
    ? { number: binder.numberOf(node), title: node.title, chapters: binder.under(node.id).filter(taken).map(chapterOf) }
    : { number: 0, title: null, chapters: [chapterOf(node)] })
}
