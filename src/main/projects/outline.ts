// The binder's rules: what may stand where, positions without holes, removal that can be undone. Knows rows; knows no SQL and no listener.
import type { NodeKind, OutlineNode } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { NodeId, type ProjectId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import type { NodeRow, NodeRows } from './node-rows.ts'

/** `afterId`: the sibling before it; null puts it first, undefined last. */
export type Placement = { readonly projectId: ProjectId, readonly parentId: NodeId | null, readonly kind: NodeKind, readonly afterId?: NodeId | null | undefined }

/** Parts stand at the top, chapters at the top or in a part, scenes in a chapter. */
const homes: Readonly<Record<NodeKind, readonly (NodeKind | 'top')[]>> = { part: ['top'], chapter: ['top', 'part'], scene: ['chapter'] }

export function outlineRules(library: Library, rows: NodeRows) {
  const living = (id: NodeId) => livingNode(rows, id)

  function checkHome({ projectId, parentId, kind }: Placement): void {
    const parent = parentId && living(parentId)
    if (parent && parent.projectId !== projectId) throw new AuroreError('projects.wrong-place', { kind })
    if (!homes[kind].includes(parent ? parent.kind : 'top')) throw new AuroreError('projects.wrong-place', { kind })
  }

  /** The living siblings with `id` put where it belongs. */
  function arranged(id: NodeId, { projectId, parentId, afterId }: Placement): NodeId[] {
    const others = rows.children(projectId, parentId).map((row) => row.id).filter((other) => other !== id)
    const at = afterId === undefined ? others.length : afterId === null ? 0 : others.indexOf(afterId) + 1
    if (at === 0 && afterId) throw new AuroreError('general.not-found', { what: 'neighbour' })
    return others.toSpliced(at, 0, id)
  }

  function add(placement: Placement, title: string): NodeRow {
    checkHome(placement)
    const { projectId, parentId, kind } = placement
    const id = NodeId.parse(library.newId())
    const order = arranged(id, placement)
    rows.insert({ id, projectId, parentId, kind, title, position: order.indexOf(id), updatedAt: library.now() })
    rows.number(order)
    return living(id)
  }

  function move(id: NodeId, parentId: NodeId | null, afterId: NodeId | null): ProjectId {
    const row = living(id)
    const placement = { projectId: row.projectId, parentId, kind: row.kind, afterId }
    checkHome(placement)
    const order = arranged(id, placement)
    rows.place(id, parentId, order.indexOf(id), library.now())
    rows.number(order)
    closeGaps(row)
    return row.projectId
  }

  function remove(id: NodeId): NodeRow {
    const row = living(id)
    rows.bin(id, library.now())
    closeGaps(row)
    return row
  }

  /** Back where it stood, as near as its siblings allow; what it stood in comes back with it. */
  function restore(id: NodeId): NodeRow {
    const row = rows.one(id)
    if (!row) throw new AuroreError('general.not-found', { what: 'scene' })
    if (row.parentId) restore(row.parentId)
    if (row.deletedAt === null) return row
    const siblings = rows.children(row.projectId, row.parentId).map((sibling) => sibling.id)
    rows.bin(id, null)
    rows.number(siblings.toSpliced(row.position, 0, id))
    return living(id)
  }

  const closeGaps = (row: NodeRow) => { rows.number(rows.children(row.projectId, row.parentId).map((sibling) => sibling.id)) }

  return { read: (projectId: ProjectId) => readOutline(rows, projectId), living, add, move, remove, restore }
}
export type OutlineRules = ReturnType<typeof outlineRules>

export const outlineNode = ({ id, projectId, parentId, kind, title, position, updatedAt }: NodeRow, words: number): OutlineNode =>
  ({ id, projectId, parentId, kind, title, position, words, updatedAt })

/** In reading order, each node before its children; words add up from the scenes. */
function readOutline(rows: NodeRows, projectId: ProjectId): OutlineNode[] {
  const children = byParent(rows.living(projectId))
  const walk = (parentId: NodeId | null): OutlineNode[] => (children.get(parentId) ?? []).flatMap((row) => {
    const below = walk(row.id)
    const words = row.words + below.filter((node) => node.parentId === row.id).reduce((sum, node) => sum + node.words, 0)
    return [outlineNode(row, words), ...below]
  })
  return walk(null)
}

/** A node is there when neither it nor anything above it lies in the bin. */
function livingNode(rows: NodeRows, id: NodeId): NodeRow {
  const row = rows.one(id)
  if (!row || row.deletedAt !== null) throw new AuroreError('general.not-found', { what: row?.kind ?? 'scene' })
  if (row.parentId) livingNode(rows, row.parentId)
  return row
}

function byParent(rows: readonly NodeRow[]): ReadonlyMap<NodeId | null, readonly NodeRow[]> {
  const groups = new Map<NodeId | null, NodeRow[]>()
  for (const row of rows) {
    const group = groups.get(row.parentId)
    if (group) group.push(row)
    else groups.set(row.parentId, [row])
  }
  return groups
}
