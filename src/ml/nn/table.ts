// A model's table of tokens: looked up at its beginning, multiplied with at its end. Knows no model.
import { gemm } from '../ops/linear.ts'
import { gather } from '../ops/shape.ts'
import type { Build, Table, TableFactory } from './build.ts'

export const plainTable: TableFactory = (weights, name, shape) => {
  // As a head, its products with states of length √width are then as wide as one.
  const weight = weights.get(name, shape, { deviation: 1 / Math.sqrt(shape[1]) })
  return { rows: (ids) => gather(weight, ids), against: (x) => gemm(x, weight, { transB: true }) }
}

export const tableOf = (build: Build, name: string, shape: readonly [number, number]): Table => (build.table ?? plainTable)(build.weights, name, shape)
