// Every run of up to `order` tokens of some texts, counted, as a tree in flat arrays: small enough to keep by a voice, quick enough to ask at every token.
// Knows token ids; knows no probability.

/**
 * Nodes in the order of breadth: 0 is the root, a node's children stand together, by token. Counts are Kneser and Ney's (1995): the longest runs' are occurrences;
 * a shorter one's say before how many different tokens it stood, an occurrence at a text's very beginning counting as one more.
 */
export interface Trie {
  readonly order: number
  /** Last token of each node's run. */
  readonly tokens: Int32Array
  readonly counts: Int32Array
  /** Of node n: from starts[n] up to starts[n + 1]. */
  readonly starts: Int32Array
}

/** Nodes by their parent and token while they are being counted (open addressing, linear probing). */
class Nodes {
  tokens = new Int32Array(1024)
  parents = new Int32Array(1024)
  counts = new Int32Array(1024)
  count = 1
  #slots = new Int32Array(4096)

  /** The child's number, and whether it was made just now. */
  child(parent: number, token: number): { readonly node: number; readonly fresh: boolean } {
    const at = this.#find(parent, token)
    const known = this.#slots[at] ?? 0
    if (known > 0) return { node: known, fresh: false }
    if (this.count === this.tokens.length) this.#widen()
    const node = this.count++
    this.#slots[at] = node
    this.tokens[node] = token
    this.parents[node] = parent
    if (this.count * 2 > this.#slots.length) this.#rehash()
    return { node, fresh: true }
  }

  #find(parent: number, token: number): number {
    const mask = this.#slots.length - 1
    const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(token, 0x85ebca6b)
    let at = (mixed ^ (mixed >>> 15)) & mask
    for (let node = this.#slots[at] ?? 0; node > 0; node = this.#slots[at] ?? 0) {
      if (this.parents[node] === parent && this.tokens[node] === token) break
      at = (at + 1) & mask
    }
    return at
  }

  #widen(): void {
    const wider = (from: Int32Array): Int32Array<ArrayBuffer> => { const to = new Int32Array(from.length * 2); to.set(from); return to }
    ;[this.tokens, this.parents, this.counts] = [wider(this.tokens), wider(this.parents), wider(this.counts)]
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let node = 1; node < this.count; node++) this.#slots[this.#find(this.parents[node] ?? 0, this.tokens[node] ?? 0)] = node
  }
}

/** Backwards, so that of each run the shorter one that begins a token later is known already. */
function countText(nodes: Nodes, ids: readonly number[], order: number): void {
  let later: readonly number[] = []
  for (let start = ids.length - 1; start >= 0; start--) {
    const runs: number[] = []
    for (let depth = 1; depth <= Math.min(order, ids.length - start); depth++) {
      const { node, fresh } = nodes.child(runs.at(-1) ?? 0, ids[start + depth - 1] ?? 0)
      const shorter = later[depth - 2]
      if (fresh && shorter !== undefined) nodes.counts[shorter] = (nodes.counts[shorter] ?? 0) + 1
      if (start === 0 ? depth > 1 : depth === order) nodes.counts[node] = (nodes.counts[node] ?? 0) + 1
      runs.push(node)
    }
    later = runs
  }
}

/** Children of every node as linked lists: the first of each, and the next after each. */
function siblings({ parents, count }: Nodes): { readonly first: Int32Array; readonly next: Int32Array } {
  const [first, next] = [new Int32Array(count), new Int32Array(count)]
  for (let node = count - 1; node > 0; node--) {
    const parent = parents[node] ?? 0
    next[node] = first[parent] ?? 0
    first[parent] = node
  }
  return { first, next }
}

function inBreadth(nodes: Nodes, order: number): Trie {
  const { first, next } = siblings(nodes)
  const [line, starts] = [new Int32Array(nodes.count), new Int32Array(nodes.count + 1)]
  let end = 1
  for (let at = 0; at < nodes.count; at++) {
    starts[at] = end
    const children: number[] = []
    for (let child = first[line[at] ?? 0] ?? 0; child > 0; child = next[child] ?? 0) children.push(child)
    children.sort((one, other) => (nodes.tokens[one] ?? 0) - (nodes.tokens[other] ?? 0))
    for (const child of children) line[end++] = child
  }
  starts[nodes.count] = end
  return { order, starts, tokens: line.map((node) => nodes.tokens[node] ?? 0), counts: line.map((node) => nodes.counts[node] ?? 0) }
}

/** texts: one list of ids a unit that must not run into the next. A text's first token is only ever what stands before. */
export function countRuns(texts: readonly (readonly number[])[], order: number): Trie {
  const nodes = new Nodes()
  for (const ids of texts) countText(nodes, ids, order)
  return inBreadth(nodes, order)
}

/** The child with that token, or -1. */
export function childOf({ tokens, starts }: Trie, node: number, token: number): number {
  let low = starts[node] ?? 0
  let high = (starts[node + 1] ?? 0) - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const there = tokens[middle] ?? 0
    if (there === token) return middle
    if (there < token) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The node of the last `length` of these tokens, or -1 where nothing ever followed them. */
export function contextOf(trie: Trie, ids: readonly number[], length: number): number {
  let node = 0
  for (let at = ids.length - length; at < ids.length && node >= 0; at++) node = childOf(trie, node, ids[at] ?? 0)
  return node >= 0 && (trie.starts[node + 1] ?? 0) > (trie.starts[node] ?? 0) ? node : -1
}
