// What a GGUF's header says of its model: typed values by key. Knows the type numbers of the format.
// Source: ggml-org/ggml, docs/gguf.md (version 3).

/** Types by their number in the file; `array` (9) is apart, since it holds others. */
export const valueTypes = {
  uint8: 0, int8: 1, uint16: 2, int16: 3, uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, uint64: 10, int64: 11, float64: 12
} as const

export type ValueType = keyof typeof valueTypes
export const arrayType = 9

export type Single = number | bigint | boolean | string
export type MetaValue =
  | { readonly type: ValueType; readonly value: Single }
  | { readonly type: 'array'; readonly of: ValueType; readonly value: readonly Single[] }

export type Metadata = ReadonlyMap<string, MetaValue>

export const uint32 = (value: number): MetaValue => ({ type: 'uint32', value })
export const float32 = (value: number): MetaValue => ({ type: 'float32', value })
export const bool = (value: boolean): MetaValue => ({ type: 'bool', value })
export const string = (value: string): MetaValue => ({ type: 'string', value })
export const strings = (value: readonly string[]): MetaValue => ({ type: 'array', of: 'string', value })
export const float32s = (value: readonly number[]): MetaValue => ({ type: 'array', of: 'float32', value })
export const int32s = (value: readonly number[]): MetaValue => ({ type: 'array', of: 'int32', value })

/** A key's value as a plain number, where it is one. */
export function numberAt(metadata: Metadata, key: string): number | undefined {
  const value = metadata.get(key)?.value
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

export function stringAt(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key)?.value
  return typeof value === 'string' ? value : undefined
}

export function boolAt(metadata: Metadata, key: string): boolean | undefined {
  const value = metadata.get(key)?.value
  return typeof value === 'boolean' ? value : undefined
}

export function stringsAt(metadata: Metadata, key: string): readonly string[] | undefined {
  const value = metadata.get(key)?.value
  return Array.isArray(value) ? value.map(String) : undefined
}

export function numbersAt(metadata: Metadata, key: string): readonly number[] | undefined {
  const value = metadata.get(key)?.value
  return Array.isArray(value) ? value.map(Number) : undefined
}
