// WebAssembly's binary format, writing only, as much as a loop over numbers needs: one function over a memory that it is given. Knows no graph.
// Source: WebAssembly Core Specification 3.0, chapter "Binary Format"; 64-bit addresses, so that a model's weights may take more than four gigabytes.

export type Code = readonly number[]
export type Type = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

const types: { readonly [K in Type]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }
const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const

/** A signed number in LEB128: seven bits a byte, low first, until what is left is only the sign. */
function signed(value: number): Code {
  const low = value & 0x7f
  const rest = value >> 7
  const ends = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
  return ends ? [low] : [low | 0x80, ...signed(rest)]
}

export const unsigned = (value: number): Code => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)])

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const sized = (code: Code): Code => [...unsigned(code.length), ...code]
const text = (value: string): Code => sized([...new TextEncoder().encode(value)])
const floatBytes = (value: number): Code => [...new Uint8Array(Float32Array.of(value).buffer)]
const simd = (op: number, ...more: Code): Code => [0xfd, ...unsigned(op), ...more]

/** Every address is a sum on the stack; what is read there lies on 16 bytes. */
const aligned: Code = [4, 0]

export const op = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  i64: (value: number): Code => [0x42, ...signed(value)],
  addI64: [0x7c],
  lessI64: [0x54],
  addF64: [0xa0],
  load: simd(0x00, ...aligned),
  store: simd(0x0b, ...aligned),
  /** One number four times. */
  splat: simd(0x13),
  four: (value: number): Code => simd(0x0c, ...floatBytes(value), ...floatBytes(value), ...floatBytes(value), ...floatBytes(value)),
  and: simd(0x4e),
  greater: simd(0x44),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  /** The first two of four float32 as float64. */
  widen: simd(0x5f),
  /** The last two of four in the first two places. */
  upper: simd(0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
  addPairs: simd(0xf0),
  lane: (i: number): Code => simd(0x21, i),
  /** `body` again and again while it leaves a true number. */
  loop: (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0, 0x0b]
} as const

export interface Written {
  readonly params: readonly Type[]
  readonly result: Type | null
  /** Numbered after the parameters. */
  readonly locals: readonly Type[]
  readonly body: Code
}

/** A module that takes `env.memory` and gives `run`. */
export function moduleOf({ params, result, locals, body }: Written): Uint8Array<ArrayBuffer> {
  const typed = (all: readonly Type[]): Code => vector(all.map((t) => [types[t]]))
  const part = (id: number, code: Code): Code => [id, ...sized(code)]
  const sixtyFour = 0x04
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...part(section.type, vector([[0x60, ...typed(params), ...typed(result ? [result] : [])]])),
    ...part(section.import, vector([[...text('env'), ...text('memory'), 2, sixtyFour, 0]])),
    ...part(section.function, vector([[0]])),
    ...part(section.export, vector([[...text('run'), 0, 0]])),
    ...part(section.code, vector([sized([...vector(locals.map((t) => [1, types[t]])), ...body, 0x0b])]))
  ])
}
