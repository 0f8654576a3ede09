// A `tokenizer.json` and a `tokenizer_config.json` as values: what is read from them, and what of them a new tokenizer keeps. Knows no text.

export type Json = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A file that is not what it should be; `message` says what was wrong, for the reader of the folder. */
export class BadTokenizer extends Error {
  override name = 'BadTokenizer'
}

export function parseObject(text: string, file: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (cause) {
    throw new BadTokenizer(`${file}: ${String(cause)}`, { cause })
  }
  throw new BadTokenizer(`${file}: not an object`)
}

/** A token cut out of the text before anything else sees it. `special` ones say something to the model and are no text. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  readonly single_word: boolean
  readonly lstrip: boolean
  readonly rstrip: boolean
  readonly normalized: boolean
  readonly special: boolean
}

export const addedToken = (id: number, content: string, special: boolean): AddedToken =>
  ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special })

const isAddedToken = (value: unknown): value is AddedToken => isRecord(value) && typeof value['content'] === 'string' && typeof value['id'] === 'number'

export const addedTokensOf = (definition: Json): readonly AddedToken[] => {
  const { added_tokens: tokens } = definition
  return Array.isArray(tokens) ? tokens.filter(isAddedToken) : []
}

/** The one thing, or the things in its sequence. */
const partsOf = (value: unknown, list: string): readonly Json[] => {
  if (!isRecord(value)) return []
  const parts = value[list]
  return Array.isArray(parts) ? parts.filter(isRecord) : [value]
}

export const preTokenizersOf = (definition: Json): readonly Json[] => partsOf(definition['pre_tokenizer'], 'pretokenizers')
export const normalizersOf = (definition: Json): readonly Json[] => partsOf(definition['normalizer'], 'normalizers')

export const modelOf = (definition: Json): Json => (isRecord(definition['model']) ? definition['model'] : {})

export const isByteLevel = (definition: Json): boolean => preTokenizersOf(definition).some(({ type }) => type === 'ByteLevel')

/** The two files of a tokenizer, as texts. */
export interface TokenizerFiles {
  readonly definition: string
  readonly config: string
}
