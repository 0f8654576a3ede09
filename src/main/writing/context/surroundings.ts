// What of the book surrounds a place: the scenes before it, as far as they may be seen, and the summaries of what happened. Knows the binder; knows no model.
import type { Summary } from '#shared/contract/context.ts'
import type { OutlineNode } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Projects } from '../../projects/service.ts'
import type { Strand } from './assemble.ts'

type Reading = Pick<Projects, 'outline' | 'sceneText'>

export type Surroundings = { readonly scenes: readonly Strand[], readonly summaries: readonly Strand[] }

/** A chapter or scene that is not in the book yet: behind all that stands under a node, or at the book's end. */
export type Unplaced = { readonly sceneId: null, readonly afterId: NodeId | null, readonly title: string }
type Spot = { readonly before: readonly OutlineNode[], readonly here: OutlineNode | null, readonly strand: Omit<Strand, 'text'> }

/** `characters`: scenes before this one are read until they hold so many; how much of this one is written does not matter, so that typing changes nothing. */
export function surroundings(projects: Reading, projectId: ProjectId, place: { readonly sceneId: NodeId } | Unplaced, kept: readonly Summary[], characters: number): Surroundings & { readonly here: Omit<Strand, 'text'> } {
  const nodes = projects.outline(projectId)
  const { before, here, strand } = place.sceneId === null ? unplaced(nodes, place) : placed(nodes, place.sceneId)
  return { here: strand, scenes: scenesBefore(projects, nodes, before, characters), summaries: summedUp(nodes, before, here, kept) }
}

function placed(nodes: readonly OutlineNode[], sceneId: NodeId): Spot {
  const here = nodes.find(({ id, kind }) => id === sceneId && kind === 'scene')
  if (!here) throw new AuroreError('general.not-found', { what: 'scene' })
  return { before: nodes.slice(0, nodes.indexOf(here)), here, strand: { id: here.id, title: titleIn(nodes, here) } }
}

function unplaced(nodes: readonly OutlineNode[], { afterId, title }: Unplaced): Spot {
  const last = nodes.findLastIndex((node) => node.id === afterId || above(nodes, node).some(({ id }) => id === afterId))
  // Behind a scene, it belongs to that scene's chapter.
  return { before: last < 0 ? nodes : nodes.slice(0, last + 1), here: nodes.find(({ id, kind }) => id === afterId && kind === 'scene') ?? null, strand: { id: null, title } }
}

function scenesBefore(projects: Reading, nodes: readonly OutlineNode[], before: readonly OutlineNode[], characters: number): readonly Strand[] {
  const strands: Strand[] = []
  let length = 0
  for (const node of before.toReversed()) {
    if (length >= characters) break
    if (node.kind !== 'scene') continue
    const text = projects.sceneText(node.id).trim()
    length += text.length
    if (text !== '') strands.unshift({ id: node.id, title: titleIn(nodes, node), text })
  }
  return strands
}

/** Of what lies before, in reading order. A chapter or part that she summed up stands for all that is in it, unless she is still in it. */
function summedUp(nodes: readonly OutlineNode[], before: readonly OutlineNode[], here: OutlineNode | null, kept: readonly Summary[]): readonly Strand[] {
  const texts = new Map(kept.map(({ nodeId, text }) => [nodeId, text]))
  const around = new Set((here ? above(nodes, here) : []).map(({ id }) => id))
  const told = (node: OutlineNode): boolean => !around.has(node.id) && texts.has(node.id)
  return before.filter((node) => told(node) && !above(nodes, node).some(told)).map((node) => ({ id: node.id, title: titleIn(nodes, node), text: texts.get(node.id) ?? '' }))
}

function above(nodes: readonly OutlineNode[], node: OutlineNode): readonly OutlineNode[] {
  const parent = nodes.find(({ id }) => id === node.parentId)
  return parent ? [parent, ...above(nodes, parent)] : []
}

/** A scene without a title is called by its chapter. */
const titleIn = (nodes: readonly OutlineNode[], node: OutlineNode): string => [node, ...above(nodes, node)].find(({ title }) => title !== '')?.title ?? ''
