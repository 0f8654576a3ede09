// Text to token numbers and back, for any Hugging Face `tokenizer.json`. Knows no file: it is given their texts.
import { Tokenizer as Library } from '@huggingface/tokenizers'
import { encodeByWords } from './words.ts'

export interface Tokenizer {
  /** No special token is added. */
  encode(text: string): number[]
  /** Special tokens and unknown numbers are left out. */
  decode(ids: readonly number[]): string
  /** Ends a document; null when the model has no such token. */
  readonly endOfText: number | null
  /** What the model expects before the first token of a text; often nothing. */
  readonly beginning: readonly number[]
  /** Highest token number, plus one. */
  readonly vocabularySize: number
}

type Json = Record<string, unknown>
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A file that is not what it should be; `message` says what was wrong, for the reader of the folder. */
export class BadTokenizer extends Error {
  override name = 'BadTokenizer'
}

function parse(text: string, file: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (cause) {
    throw new BadTokenizer(`${file}: ${String(cause)}`, { cause })
  }
  throw new BadTokenizer(`${file}: not an object`)
}

const contentOf = (token: unknown): string | null =>
  typeof token === 'string' ? token : isRecord(token) && typeof token['content'] === 'string' ? token['content'] : null

const usualEnds = ['<|endoftext|>', '<|end_of_text|>', '</s>', '<eos>'] as const

function endOf(library: Library, config: Json): number | null {
  const named = contentOf(config['eos_token'])
  for (const token of named === null ? usualEnds : [named, ...usualEnds]) {
    const id = library.token_to_id(token)
    if (id !== undefined) return id
  }
  return null
}

function open(definition: Json, config: Json): Library {
  try {
    return new Library(definition, config)
  } catch (cause) {
    throw new BadTokenizer(`tokenizer.json: ${String(cause)}`, { cause })
  }
}

function highest(ids: Iterable<number>): number {
  let top = -1
  for (const id of ids) if (id > top) top = id
  return top
}

/** `definition` is the text of `tokenizer.json`, `config` that of `tokenizer_config.json` ('{}' where there is none). */
export function loadTokenizer(definition: string, config: string): Tokenizer {
  const parsed = parse(definition, 'tokenizer.json')
  const settings = parse(config, 'tokenizer_config.json')
  const library = open(parsed, settings)
  const vocabularySize = highest(library.get_vocab(true).values()) + 1
  const encodeWhole = (text: string): number[] => library.encode(text, { add_special_tokens: false }).ids
  const decode = (ids: readonly number[]): string => {
    const known = ids.filter((id) => id >= 0 && id < vocabularySize)
    return known.length === 0 ? '' : library.decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
  }
  return {
    encode: encodeByWords(parsed, encodeWhole), decode, vocabularySize,
    endOfText: endOf(library, settings), beginning: library.encode('', { add_special_tokens: true }).ids
  }
}
