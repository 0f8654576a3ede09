// Acts on the binder: adding, moving, removing and bringing back, and watching it change. Knows no project list.
import type { OutlineNode } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import { emptyDoc, type ManuscriptDoc } from '#shared/manuscript.ts'
import type { Desk } from './desk.ts'
import { outlineNode, type Placement } from './outline.ts'

type Adding = Placement & { readonly title: string }
/** A chapter with its text, as an import or an accepted draft brings it. */
export type ChapterDraft = { readonly title: string, readonly scenes: readonly ManuscriptDoc[] }
type PlacedChapter = ChapterDraft & { readonly part: string | null }

export function binderActs(desk: Desk) {
  const { outline, nodes, get, change, reread, addScene, changes, library } = desk
  return {
    outline(projectId: ProjectId): OutlineNode[] {
      get(projectId)
      return outline.read(projectId)
    },
    node: (id: NodeId): OutlineNode => reread(outline.living(id).projectId, id),
    add({ title, ...placement }: Adding): OutlineNode {
      const { projectId, parentId, kind, afterId } = placement
      get(projectId)
      return change(projectId, () => {
        if (kind === 'scene') return outlineNode(addScene(projectId, parentId, title, emptyDoc, afterId), 0)
        const node = outline.add(placement, title)
        if (kind === 'chapter') addScene(projectId, node.id, '', emptyDoc)
        return outlineNode(node, 0)
      })
    },
    addChapter: (placement: Omit<Placement, 'kind'>, draft: ChapterDraft): OutlineNode => change(get(placement.projectId).id, () =>
      reread(placement.projectId, writeChapter(desk, placement, draft))),
    /** A scene with its text, as an accepted draft brings it. */
    addScene: ({ projectId, parentId, afterId }: Omit<Placement, 'kind'>, title: string, doc: ManuscriptDoc): OutlineNode => change(get(projectId).id, () =>
      reread(projectId, addScene(projectId, parentId, title, doc, afterId).id)),
    /** A whole book after what is there already; chapters that follow one another in a part share it. */
    addManuscript: (projectId: ProjectId, chapters: readonly PlacedChapter[]): void => change(get(projectId).id, () => {
      let part: { readonly title: string | null, readonly id: NodeId | null } = { title: null, id: null }
      for (const chapter of chapters) {
        if (chapter.part !== part.title) part = { title: chapter.part, id: addPart(desk, projectId, chapter.part) }
        writeChapter(desk, { projectId, parentId: part.id }, chapter)
      }
    }),
    rename(id: NodeId, title: string): OutlineNode {
      const { projectId } = outline.living(id)
      change(projectId, () => { nodes.rename(id, title, library.now()) })
      return reread(projectId, id)
    },
    move(id: NodeId, parentId: NodeId | null, afterId: NodeId | null): OutlineNode[] {
      const { projectId } = outline.living(id)
      change(projectId, () => outline.move(id, parentId, afterId))
      return outline.read(projectId)
    },
    removeNode(id: NodeId): void {
      change(outline.living(id).projectId, () => outline.remove(id))
    },
    restoreNode(id: NodeId): OutlineNode {
      const row = nodes.one(id)
      if (!row) throw new AuroreError('general.not-found', { what: 'scene' })
      change(row.projectId, () => outline.restore(id))
      return reread(row.projectId, id)
    },
    watchOutline(projectId: ProjectId, signal?: AbortSignal) {
      get(projectId)
      const read = () => outline.read(projectId)
      return changes.watch(projectId, () => [read()], read, signal)
    },
    /** Binders somebody watches. */
    listeners: changes.listened
  }
}

const addPart = ({ outline }: Desk, projectId: ProjectId, title: string | null): NodeId | null =>
  (title === null ? null : outline.add({ projectId, parentId: null, kind: 'part' }, title).id)

function writeChapter({ outline, addScene }: Desk, placement: Omit<Placement, 'kind'>, { title, scenes }: ChapterDraft): NodeId {
  const { id, projectId } = outline.add({ ...placement, kind: 'chapter' }, title)
  for (const doc of scenes.length > 0 ? scenes : [emptyDoc]) addScene(projectId, id, '', doc)
  return id
}
