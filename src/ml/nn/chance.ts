// Leaving things out by chance (Srivastava et al. 2014, "Dropout"), the same for the same numbers. Knows values; the random numbers come from outside.
import type { Graph, Value } from '../graph/graph.ts'
import { add, cast, floor, greater, mul, sub } from '../ops/elementwise.ts'
import { dimAt, reshape } from '../ops/shape.ts'
import type { Build, Sequence } from './build.ts'

/**
 * What a graph with chance in it takes as inputs: a number of its own for each row and for each column of a width, drawn anew for every
 * batch (rows are positions; texts, where each has one row; keys, the columns of an attention); and each layer's own, always the same. An element's fate is worked out
 * from its row's, its column's and its layer's: no mask has to be carried to the device.
 * The layer's is an input too, so that blocks which differ in nothing else are one graph.
 */
export const chance = {
  rows: 'chance.rows', texts: 'chance.texts', keys: 'chance.keys', columns: 'chance.columns.', salt: 'chance.salt.',
  /** Between which numbers they are drawn. */
  rowRange: [1, 33], columnRange: [1, 2]
} as const

const inputOnce = (graph: Graph, name: string, shape: Value['shape']): Value =>
  graph.inputs.find((v) => v.name === name) ?? graph.unrecorded(() => graph.input(name, 'float32', shape))

/** A layer's own number, so that no two layers leave out alike: the FNV hash of its name, between 0 and 8. */
export function saltOf(name: string): number {
  let hash = 0x811c9dc5
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return (8 * hash) / 2 ** 32
}

const fraction = (x: Value): Value => sub(x, floor(x))

/** What each element is multiplied by, from its row's number and its column's: 0 for a share of them, more than 1 for the others. */
function fate(row: Value, column: Value, share: number): Value {
  // Two rounds: after one, rows with neighbouring numbers would still be alike.
  const drawn = fraction(add(mul(fraction(mul(row, column)), 64.37), row)) // even over [0, 1)
  return mul(cast(greater(drawn, share), 'float32'), 1 / (1 - share))
}

/** x [N, W] with a share of its elements nothing and the others made larger, so that the mean stays. `salt`: the input that holds the layer's number. */
export function thinned(x: Value, share: number, salt: string): Value {
  const { graph } = x
  const [rows, width] = [dimAt(x, 0), dimAt(x, 1)]
  const mask = graph.unrecorded(() => {
    const row = add(reshape(inputOnce(graph, rows === 'B' ? chance.texts : chance.rows, [rows]), [rows, 1]), inputOnce(graph, salt, [])) // [N, 1]
    const column = reshape(inputOnce(graph, `${chance.columns}${width}`, [width]), [1, width]) // [1, W]
    return fate(row, column, share) // [N, W]
  })
  return mul(x, mask)
}

const shareOf = ({ chance: way }: Build, configured: number): number => (way ? way.share ?? configured : 0)

/** x [N, W], a share of it left out where the model learns. `place`: a name that no other place in the model has. */
export function leaveOut(build: Build, x: Value, configured: number, place: string): Value {
  const share = shareOf(build, configured)
  return share > 0 ? thinned(x, share, build.weights.aside(chance.salt + place)) : x
}

/** What the looks of an attention are multiplied by, [B, K, R, T, T] for K heads of keys with R of queries each; null where none is left out. */
export function lookedAt(build: Build, { batch, length, rows }: Sequence, [kvHeads, groups]: readonly [number, number], configured: number, place: string): Value | null {
  const { graph, weights } = build
  const share = shareOf(build, configured)
  if (share === 0) return null
  return graph.unrecorded(() => {
    const heads = graph.floats(Float32Array.from({ length: kvHeads * groups }, (_, i) => saltOf(`head ${i}`)), [1, kvHeads, groups, 1, 1])
    const query = reshape(inputOnce(graph, chance.rows, [rows]), [batch, 1, 1, length, 1])
    const row = add(add(query, inputOnce(graph, weights.aside(chance.salt + place), [])), heads) // [B, K, R, T, 1]
    return fate(row, reshape(inputOnce(graph, chance.keys, [length]), [1, 1, 1, 1, length]), share)
  })
}
