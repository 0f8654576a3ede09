// The shape of a book: which line may stand where, and where a move leads. Pure; knows no screen and no server.
import type { NodeKind, OutlineNode } from '#shared/contract/projects.ts'
import type { NodeId } from '#shared/ids.ts'

export interface Branch {
  readonly node: OutlineNode
  readonly level: number
  readonly children: readonly Branch[]
}

/** Between `parentId`'s children, just after `afterId` (null: first). */
export interface Slot {
  readonly parentId: NodeId | null
  readonly afterId: NodeId | null
}

const childrenOf = (nodes: readonly OutlineNode[], parentId: NodeId | null): readonly OutlineNode[] =>
  nodes.filter((node) => node.parentId === parentId).sort((a, b) => a.position - b.position)

export function treeOf(nodes: readonly OutlineNode[], parentId: NodeId | null = null, level = 1): readonly Branch[] {
  return childrenOf(nodes, parentId).map((node) => ({ node, level, children: treeOf(nodes, node.id, level + 1) }))
}

/** Reading order. */
export const flatten = (branches: readonly Branch[]): readonly Branch[] => branches.flatMap((branch) => [branch, ...flatten(branch.children)])

const parentsOf: { readonly [Kind in NodeKind]: (node: OutlineNode) => boolean } = {
  part: () => false,
  chapter: (node) => node.kind === 'part',
  scene: (node) => node.kind === 'chapter'
}

/** Every place of the book where a line of this kind may stand, in reading order, as if `without` were not there. */
export function slotsFor(nodes: readonly OutlineNode[], kind: NodeKind, without: NodeId | null = null): readonly Slot[] {
  const rest = nodes.filter((node) => node.id !== without)
  const walk = (parentId: NodeId | null, open: boolean): readonly Slot[] => [
    ...(open ? [{ parentId, afterId: null }] : []),
    ...childrenOf(rest, parentId).flatMap((child) => [...walk(child.id, parentsOf[kind](child)), ...(open ? [{ parentId, afterId: child.id }] : [])])
  ]
  return walk(null, kind !== 'scene')
}

function slotOf(nodes: readonly OutlineNode[], node: OutlineNode): Slot {
  const siblings = childrenOf(nodes, node.parentId)
  return { parentId: node.parentId, afterId: siblings[siblings.findIndex(({ id }) => id === node.id) - 1]?.id ?? null }
}

/** One place up (-1) or down (1) in reading order, over the edges of chapters and parts; null at the ends of the book. */
export function nextSlot(nodes: readonly OutlineNode[], node: OutlineNode, step: 1 | -1): Slot | null {
  const slots = slotsFor(nodes, node.kind, node.id)
  const here = slotOf(nodes, node)
  const at = slots.findIndex((slot) => slot.parentId === here.parentId && slot.afterId === here.afterId)
  return at < 0 ? null : (slots[at + step] ?? null)
}

/** Where a dragged line lands over another: beside its like, or first inside what may hold it; null where it may not. */
export function dropSlot(nodes: readonly OutlineNode[], dragged: OutlineNode, over: OutlineNode, half: 'upper' | 'lower'): Slot | null {
  if (dragged.id === over.id) return null
  const wanted: Slot = parentsOf[dragged.kind](over) ? { parentId: over.id, afterId: null }
    : half === 'lower' ? { parentId: over.parentId, afterId: over.id } : slotOf(nodes.filter(({ id }) => id !== dragged.id), over)
  const allowed = slotsFor(nodes, dragged.kind, dragged.id).some((slot) => slot.parentId === wanted.parentId && slot.afterId === wanted.afterId)
  return allowed ? wanted : null
}

/** Where a new line of a kind goes when `near` is chosen: after it, after what holds it, or at the end. */
export function slotNear(nodes: readonly OutlineNode[], kind: NodeKind, near: OutlineNode | null): Slot | null {
  const slots = slotsFor(nodes, kind)
  for (let node = near; node !== null; node = nodes.find(({ id }) => id === node?.parentId) ?? null) {
    const inside = parentsOf[kind](node) ? slots.filter((slot) => slot.parentId === node?.id).at(-1) : undefined
    const after = slots.find((slot) => slot.parentId === node?.parentId && slot.afterId === node?.id)
    const found = inside ?? (node.kind === kind ? after : undefined)
    if (found !== undefined) return found
    if (after !== undefined && node.parentId === null) return after
  }
  return slots.at(-1) ?? null
}
