// What of a book can be published on its own: its parts and chapters, in reading order. Knows no screen.
import type { OutlineNode } from '#shared/contract/projects.ts'
import type { NodeId } from '#shared/ids.ts'

export type Piece = { readonly id: NodeId, readonly title: string, readonly words: number, readonly kind: 'part' | 'chapter', readonly depth: number }

/** A part or chapter counts the words of all it holds. */
export function inReadingOrder(outline: readonly OutlineNode[]): readonly Piece[] {
  const below = (id: NodeId | null): readonly OutlineNode[] => outline.filter((node) => node.parentId === id).sort((a, b) => a.position - b.position)
  const words = (node: OutlineNode): number => {
    const inside = below(node.id)
    return inside.length === 0 ? node.words : inside.reduce((sum, child) => sum + words(child), 0)
  }
  const walk = (id: NodeId | null, depth: number): readonly Piece[] => below(id).flatMap((node) => {
    if (node.kind === 'scene') return []
    return [{ id: node.id, title: node.title, words: words(node), kind: node.kind, depth }, ...walk(node.id, depth + 1)]
  })
  return walk(null, 0)
}

/** Words of the whole book, each counted once. */
export const wordsOf = (pieces: readonly Piece[]): number => pieces.filter((piece) => piece.depth === 0).reduce((sum, piece) => sum + piece.words, 0)
