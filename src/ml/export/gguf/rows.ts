// Rows in another order: where Hugging Face and llama.cpp lay the same matrix down differently. Every order here has its way back.

/** For each new row, which old one it is. */
export type Order = (rows: number) => Int32Array

const orderOf = (rows: number, from: (row: number) => number): Int32Array => Int32Array.from({ length: rows }, (_, row) => from(row))

/**
 * Rotary halves to rotary pairs, head by head: Hugging Face turns row i with row i + D/2, llama.cpp's `llama` architecture row 2i with row 2i + 1.
 */
export const pairs = (headDim: number): Order => (rows) =>
  orderOf(rows, (row) => row - (row % headDim) + (row % 2) * (headDim / 2) + Math.floor((row % headDim) / 2))

/** BLOOM's queries, keys and values: [heads, 3, D] -> [3, heads, D]. */
export const apart = (heads: number, headDim: number): Order => (rows) =>
  orderOf(rows, (row) => {
    const [part, head, at] = [Math.floor(row / (heads * headDim)), Math.floor(row / headDim) % heads, row % headDim]
    return (head * 3 + part) * headDim + at
  })

export const back = (order: Order): Order => (rows) => {
  const there = order(rows)
  const out = new Int32Array(rows)
  for (const [to, from] of there.entries()) out[from] = to
  return out
}

/** A matrix, or a bias as a matrix of one column, with its rows in that order. */
export function reordered(data: Float32Array, rows: number, order: Order): Float32Array {
  const width = data.length / rows
  const out = new Float32Array(data.length)
  for (const [to, from] of order(rows).entries()) out.set(data.subarray(from * width, (from + 1) * width), to * width)
  return out
}

/** [rows, columns] -> [columns, rows]. */
export function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] ?? 0
  return out
}
