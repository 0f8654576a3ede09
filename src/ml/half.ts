// Numbers of sixteen bits: IEEE 754 binary16 and bfloat16, to and from float32. Knows arrays, no file format.

/** binary16 to float32, by a table of all its 65,536 values. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const values = halfTable()
  const out = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) out[i] = values[halves[i] ?? 0] ?? 0
  return out
}

let table: Float32Array | undefined
function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, h) => {
    const [sign, exponent, fraction] = [h & 0x8000 ? -1 : 1, (h >> 10) & 31, h & 1023]
    if (exponent === 31) return fraction ? NaN : sign * Infinity
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
  })
  return table
}

/** bfloat16 is the upper half of a float32. */
export function fromBrain(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16
  return new Float32Array(bits.buffer)
}

/** float32 to binary16, rounding to nearest even. */
export function toHalf(data: Float32Array): Uint16Array {
  const out = new Uint16Array(data.length)
  for (let i = 0; i < data.length; i++) out[i] = halfBits(data[i] ?? 0)
  return out
}

const floatView = new Float32Array(1)
const bitView = new Uint32Array(floatView.buffer)

function halfBits(value: number): number {
  floatView[0] = value
  const bits = bitView[0] ?? 0
  const sign = (bits >>> 16) & 0x8000
  const exponent = ((bits >>> 23) & 255) - 112
  const fraction = bits & 0x7fffff
  if (((bits >>> 23) & 255) === 255) return sign | 0x7c00 | (fraction ? 0x200 : 0)
  if (exponent >= 31) return sign | 0x7c00
  if (exponent <= 0) return exponent < -10 ? sign : sign | roundShift(fraction | 0x800000, 14 - exponent)
  return sign | (roundShift(fraction | (exponent << 23), 13))
}

function roundShift(bits: number, shift: number): number {
  const half = 1 << (shift - 1)
  const rest = bits & ((1 << shift) - 1)
  const floor = bits >>> shift
  return rest > half || (rest === half && (floor & 1)) ? floor + 1 : floor
}
