// Projects and their manuscripts: every act is one transaction, then the listeners hear of it. Knows no shell.
import type { OutlineNode, Project, Scene } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { ProjectId, type NodeId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import { emptyDoc, type ManuscriptDoc } from '#shared/manuscript.ts'
import type { Library } from '../database/library.ts'
import { createHub } from '../events.ts'
import { nodeRows, sceneRows } from './node-rows.ts'
import { outlineNode, outlineRules, type Placement } from './outline.ts'
import { projectRows } from './rows.ts'
import { openedScene, saveOver, sceneRow, type Saved } from './scenes.ts'

type ProjectChange = { readonly id: ProjectId, readonly title?: string | undefined, readonly author?: string | undefined, readonly language?: Language | undefined }
type Adding = Placement & { readonly title: string }
/** A scene with its text, as an import or an accepted draft brings it. */
export type ChapterDraft = { readonly title: string, readonly scenes: readonly ManuscriptDoc[] }

export function createProjects(library: Library) {
  const { database, now, newId } = library
  const rows = projectRows(database)
  const nodes = nodeRows(database)
  const scenes = sceneRows(database)
  const outline = outlineRules(library, nodes)
  const changes = createHub<null>(1)
  const act = <T>(work: () => T): T => database.transaction(work).immediate()

  function get(id: ProjectId): Project {
    const project = rows.one(id)
    if (!project) throw new AuroreError('general.not-found', { what: 'project' })
    return project
  }

  /** One change to a project's binder: all of it or none, then the news. */
  function change<T>(projectId: ProjectId, work: () => T): T {
    const result = act(() => {
      const done = work()
      rows.touch(projectId, now())
      return done
    })
    changes.publish(projectId, null)
    return result
  }

  function addScene(projectId: ProjectId, parentId: NodeId | null, title: string, doc: ManuscriptDoc, afterId?: NodeId | null) {
    const node = outline.add({ projectId, parentId, kind: 'scene', afterId }, title)
    scenes.insert(node.id, sceneRow(doc, 1, now()))
    return node
  }

  function add({ title, ...placement }: Adding): OutlineNode {
    get(placement.projectId)
    return change(placement.projectId, () => {
      if (placement.kind === 'scene') return outlineNode(addScene(placement.projectId, placement.parentId, title, emptyDoc, placement.afterId), 0)
      const node = outline.add(placement, title)
      if (node.kind === 'chapter') addScene(node.projectId, node.id, '', emptyDoc)
      return outlineNode(node, 0)
    })
  }

  /** A chapter with its text in one act. */
  function addChapter(placement: Omit<Placement, 'kind'>, { title, scenes: docs }: ChapterDraft): OutlineNode {
    get(placement.projectId)
    return change(placement.projectId, () => {
      const chapter = outline.add({ ...placement, kind: 'chapter' }, title)
      for (const doc of docs.length > 0 ? docs : [emptyDoc]) addScene(chapter.projectId, chapter.id, '', doc)
      return reread(chapter.projectId, chapter.id)
    })
  }

  const reread = (projectId: ProjectId, id: NodeId): OutlineNode => {
    const found = outline.read(projectId).find((node) => node.id === id)
    if (!found) throw new AuroreError('general.not-found', { what: 'scene' })
    return found
  }

  function saveScene({ id, doc, baseRevision }: { id: NodeId, doc: ManuscriptDoc, baseRevision: number }): Saved {
    const node = nodes.one(id)
    if (!node) throw new AuroreError('general.not-found', { what: 'scene' })
    return change(node.projectId, () => saveOver(scenes, id, doc, baseRevision, now()))
  }

  function watchOutline(projectId: ProjectId, signal?: AbortSignal) {
    get(projectId)
    const read = () => outline.read(projectId)
    return changes.watch(projectId, () => [read()], read, signal)
  }

  return {
    list: (): Project[] => rows.all(),
    get,
    create({ title, author, language }: { title: string, author: string, language: Language }): Project {
      const id = ProjectId.parse(newId())
      rows.insert(id, title, author, language, now())
      return get(id)
    },
    update({ id, title, author, language }: ProjectChange): Project {
      return act(() => {
        const old = get(id)
        rows.update({ ...old, title: title ?? old.title, author: author ?? old.author, language: language ?? old.language }, now())
        return get(id)
      })
    },
    remove(id: ProjectId): void {
      get(id)
      rows.bin(id, now())
    },
    restore(id: ProjectId): Project {
      rows.bin(id, null)
      return get(id)
    },
    outline(projectId: ProjectId): OutlineNode[] {
      get(projectId)
      return outline.read(projectId)
    },
    node: (id: NodeId): OutlineNode => { const row = outline.living(id); return reread(row.projectId, id) },
    add,
    addChapter,
    rename(id: NodeId, title: string): OutlineNode {
      const { projectId } = outline.living(id)
      change(projectId, () => { nodes.rename(id, title, now()) })
      return reread(projectId, id)
    },
    move(id: NodeId, parentId: NodeId | null, afterId: NodeId | null): OutlineNode[] {
      const { projectId } = outline.living(id)
      change(projectId, () => outline.move(id, parentId, afterId))
      return outline.read(projectId)
    },
    removeNode(id: NodeId): void {
      const { projectId } = outline.living(id)
      change(projectId, () => outline.remove(id))
    },
    restoreNode(id: NodeId): OutlineNode {
      const row = nodes.one(id)
      if (!row) throw new AuroreError('general.not-found', { what: 'scene' })
      change(row.projectId, () => outline.restore(id))
      return reread(row.projectId, id)
    },
    openScene: (id: NodeId): Scene => openedScene(outline.living(id), scenes.one(id)),
    saveScene,
    watchOutline
  }
}
export type Projects = ReturnType<typeof createProjects>
