// Symbolic dimensions: a number, a symbol ("B", "T", "P+T") or a product of them ("2*B*T"). Knows no values and no runtime.

/** Products are kept canonical (number first, symbols sorted), so that equal dimensions are equal strings. */
export type Dim = number | string

export type Shape = readonly Dim[]

const factors = (dim: Dim): readonly string[] => (typeof dim === 'number' ? [] : dim.split('*').filter((f) => !/^\d+$/.test(f)))

const coefficient = (dim: Dim): number =>
  typeof dim === 'number' ? dim : dim.split('*').filter((f) => /^\d+$/.test(f)).reduce((n, f) => n * Number(f), 1)

function canonical(number: number, symbols: readonly string[]): Dim {
  if (symbols.length === 0 || number === 0) return number
  const sorted = [...symbols].sort()
  return (number === 1 ? sorted : [String(number), ...sorted]).join('*')
}

/** The product of dimensions; of none, 1. */
export const product = (dims: Shape): Dim => canonical(dims.reduce<number>((n, d) => n * coefficient(d), 1), dims.flatMap(factors))

/** The sum of two dimensions; with a symbol in it, the sum is a symbol of its own. */
export const sum = (a: Dim, b: Dim): Dim => (typeof a === 'number' && typeof b === 'number' ? a + b : a === 0 ? b : b === 0 ? a : `${a}+${b}`)

/** A dimension's number and symbols: what a runtime must multiply to know it. */
export const parts = (dim: Dim): { readonly number: number; readonly symbols: readonly string[] } => ({ number: coefficient(dim), symbols: factors(dim) })

export const isStatic = (shape: Shape): shape is readonly number[] => shape.every((d) => typeof d === 'number')

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i])

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** NumPy's broadcasting rule; throws with both shapes where they do not fit. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x === y || y === 1) return x
    if (x === 1) return y
    throw new RangeError(`shapes ${showShape(a)} and ${showShape(b)} do not broadcast`)
  })
}
