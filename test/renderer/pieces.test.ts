// What can be published on its own: parts and chapters in reading order, with the words of all they hold.
import { describe, expect, it } from 'vitest'
import type { OutlineNode } from '#shared/contract/projects.ts'
import { NodeId, ProjectId } from '#shared/ids.ts'
import { inReadingOrder, wordsOf } from '../../src/renderer/features/publishing/pieces.ts'

const node = (id: string, parent: string | null, kind: OutlineNode['kind'], position: number, words = 0): OutlineNode =>
  ({ id: NodeId.parse(id), parentId: parent === null ? null : NodeId.parse(parent), kind, position, words, title: id, projectId: ProjectId.parse('p'), updatedAt: 0 })

const outline = [
  node('s2', 'c1', 'scene', 1, 30), node('c2', 'part', 'chapter', 1), node('s1', 'c1', 'scene', 0, 20), node('prologue', null, 'chapter', 0), node('s0', 'prologue', 'scene', 0, 5),
  node('part', null, 'part', 1), node('c1', 'part', 'chapter', 0), node('s3', 'c2', 'scene', 0, 7)
]

describe('inReadingOrder', () => {
  it.each([
    ['an empty outline', [], []],
    ['parts before their chapters, scenes left out', outline, [['prologue', 5, 0], ['part', 57, 0], ['c1', 50, 1], ['c2', 7, 1]]]
  ])('%s', (_, nodes, expected) => expect(inReadingOrder(nodes).map((piece) => [piece.id, piece.words, piece.depth])).toEqual(expected))
  it('counts every word of the book once', () => expect(wordsOf(inReadingOrder(outline))).toBe(62))
})
