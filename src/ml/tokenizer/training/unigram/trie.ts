// Which pieces begin at a place in a word: a trie over character numbers, in flat arrays. Knows no text and no score.

/** Children by (node, character), in an open-addressed table of a power of two. */
export class Trie {
  readonly #nodes: Int32Array
  readonly #characters: Int32Array
  readonly #children: Int32Array
  readonly #mask: number
  /** The piece that ends at a node; -1 where none does. */
  readonly #pieces: Int32Array
  #next = 1

  /** `length`: characters of all pieces together, which bounds the nodes. */
  constructor(pieces: readonly Int32Array[]) {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 1)
    const slots = 2 ** Math.ceil(Math.log2(2 * length + 2))
    this.#mask = slots - 1
    this.#nodes = new Int32Array(slots).fill(-1)
    this.#characters = new Int32Array(slots)
    this.#children = new Int32Array(slots)
    this.#pieces = new Int32Array(length + 1).fill(-1)
    pieces.forEach((piece, id) => this.#insert(piece, id))
  }

  #slot(node: number, character: number): number {
    let at = (Math.imul(node, 0x9e3779b1) ^ Math.imul(character, 0x85ebca6b)) >>> 0
    for (at = (at ^ (at >>> 15)) & this.#mask; ; at = (at + 1) & this.#mask) {
      if (this.#nodes[at] === -1 || (this.#nodes[at] === node && this.#characters[at] === character)) return at
    }
  }

  #insert(piece: Int32Array, id: number): void {
    let node = 0
    for (const character of piece) {
      const slot = this.#slot(node, character)
      if (this.#nodes[slot] === -1) {
        this.#nodes[slot] = node
        this.#characters[slot] = character
        this.#children[slot] = this.#next++
      }
      node = this.#children[slot] ?? 0
    }
    this.#pieces[node] = id
  }

  /** From the root, 0; -1 where no piece goes on so. */
  child(node: number, character: number): number {
    const slot = this.#slot(node, character)
    return this.#nodes[slot] === -1 ? -1 : this.#children[slot] ?? -1
  }

  /** The piece that ends at a node, or -1. */
  pieceAt(node: number): number {
    return this.#pieces[node] ?? -1
  }
}
