// Leaving things out by chance (Srivastava et al. 2014, "Dropout"), the same for the same numbers. Knows values; the random numbers come from outside.
import type { Graph, Value } from '../graph/graph.ts'
import { add, cast, floor, greater, mul, sub } from '../ops/elementwise.ts'
import { dimAt, reshape } from '../ops/shape.ts'

/**
 * What a graph with chance in it takes as inputs: a number of its own for each row and for each column of a width, drawn anew for every
 * batch; and each layer's own, always the same. An element's fate is worked out from its row's, its column's and its layer's: no mask has to be carried to the device.
 * The layer's is an input too, so that blocks which differ in nothing else are one graph.
 */
export const chance = {
  rows: 'chance.rows', columns: 'chance.columns.', salt: 'chance.salt.',
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

/** x [N, W] with a share of its elements nothing and the others made larger, so that the mean stays. `salt`: the input that holds the layer's number. */
export function thinned(x: Value, share: number, salt: string): Value {
  const { graph } = x
  const [rows, width] = [dimAt(x, 0), dimAt(x, 1)]
  const mask = graph.unrecorded(() => {
    const row = add(reshape(inputOnce(graph, chance.rows, [rows]), [rows, 1]), inputOnce(graph, salt, [])) // [N, 1]
    const column = reshape(inputOnce(graph, `${chance.columns}${width}`, [width]), [1, width]) // [1, W]
    // Two rounds: after one, rows with neighbouring numbers would still be alike.
    const drawn = fraction(add(mul(fraction(mul(row, column)), 64.37), row)) // [N, W], even over [0, 1)
    return mul(cast(greater(drawn, share), 'float32'), 1 / (1 - share))
  })
  return mul(x, mask)
}
