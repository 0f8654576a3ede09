// What the acts on projects share: rows, the binder's rules, the news. Knows no single act.
import type { OutlineNode, Project } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { ManuscriptDoc } from '#shared/manuscript.ts'
import type { Library } from '../database/library.ts'
import { createHub } from '../events.ts'
import { nodeRows, sceneRows, type NodeRow } from './node-rows.ts'
import { outlineRules } from './outline.ts'
import { projectRows } from './rows.ts'
import { sceneRow } from './scenes.ts'

export function createDesk(library: Library) {
  const { database, now } = library
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

  function reread(projectId: ProjectId, id: NodeId): OutlineNode {
    const found = outline.read(projectId).find((node) => node.id === id)
    if (!found) throw new AuroreError('general.not-found', { what: 'scene' })
    return found
  }

  function addScene(projectId: ProjectId, parentId: NodeId | null, title: string, doc: ManuscriptDoc, afterId?: NodeId | null): NodeRow {
    const node = outline.add({ projectId, parentId, kind: 'scene', afterId }, title)
    scenes.insert(node.id, sceneRow(doc, 1, now()))
    return node
  }

  return { library, rows, nodes, scenes, outline, changes, act, get, change, reread, addScene }
}
export type Desk = ReturnType<typeof createDesk>
