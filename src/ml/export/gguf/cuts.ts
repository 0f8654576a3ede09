// Where byte-level tokenizers cut a text before they merge: llama.cpp's names for it, and the `pre_tokenizer` each stands for.
// Source of names and patterns: llama.cpp, src/llama-vocab.cpp, and the tokenizer.json of the models they are named after.
import type { Json } from '../../models/config.ts'

const bytes = (useRegex: boolean): Json => ({ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: useRegex })
const split = (pattern: string): Json => ({ type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false })
const sequence = (...pretokenizers: readonly Json[]): Json => ({ type: 'Sequence', pretokenizers })

const words = (digits: string): string =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`

export const cuts: Readonly<Record<string, Json>> = {
  'gpt-2': bytes(true),
  'llama-bpe': sequence(split(words('\\p{N}{1,3}')), bytes(false)),
  qwen2: sequence(split(words('\\p{N}')), bytes(false)),
  smollm: sequence({ type: 'Digits', individual_digits: true }, bytes(true)),
  bloom: sequence(split(' ?[^(\\s|[.,!?…。，、।۔،])]+'), bytes(false))
}

type Part = Readonly<Record<string, unknown>>
const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null

const partsOf = (preTokenizer: unknown): readonly Part[] => {
  if (!isPart(preTokenizer)) return []
  const inner = preTokenizer['pretokenizers']
  return Array.isArray(inner) ? inner.filter(isPart) : [preTokenizer]
}

/** What decides the cuts, and nothing of how they are written. */
const essence = (preTokenizer: unknown): string => JSON.stringify(partsOf(preTokenizer).map((part) => {
  if (part['type'] === 'ByteLevel') return ['bytes', part['use_regex'] !== false, part['add_prefix_space'] === true]
  if (part['type'] === 'Split') return ['split', (part['pattern'] as Part)['Regex'] ?? (part['pattern'] as Part)['String'], part['behavior'], part['invert'] === true]
  return part['type'] === 'Digits' ? ['digits', part['individual_digits'] === true] : part
}))

const known = new Map(Object.entries(cuts).map(([name, preTokenizer]) => [essence(preTokenizer), name]))

/** llama.cpp's name for a `pre_tokenizer`; null where it has none. */
export const cutName = (preTokenizer: unknown): string | null => known.get(essence(preTokenizer)) ?? null

/** Whether a `pre_tokenizer` works on bytes at all. */
export const cutsBytes = (preTokenizer: unknown): boolean => partsOf(preTokenizer).some((part) => part['type'] === 'ByteLevel')
