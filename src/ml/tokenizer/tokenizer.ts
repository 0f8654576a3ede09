// Text to token numbers and back, for any Hugging Face `tokenizer.json`. Knows no file: it is given their texts.
import type { Tokenizer as Library } from '@huggingface/tokenizers'
import { fallbackToken } from './bytes.ts'
import { isRecord, modelOf, parseObject, type Json } from './definition.ts'
import { openLibrary } from './library.ts'
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

function highest(ids: Iterable<number>): number {
  let top = -1
  for (const id of ids) if (id > top) top = id
  return top
}

/** The library leaves out byte fallback where the model is a unigram: it gives the unknown characters as they stand, for their bytes to be put in. */
function wholeEncoder(library: Library, definition: Json): (text: string) => number[] {
  const encode = (text: string) => library.encode(text, { add_special_tokens: false })
  const { type, byte_fallback: fallback, unk_id: unknown } = modelOf(definition)
  if (type !== 'Unigram' || fallback !== true) return (text) => encode(text).ids
  const bytesOf = (token: string): number[] => Array.from(new TextEncoder().encode(token), (byte) => library.token_to_id(fallbackToken(byte)) ?? Number(unknown))
  return (text) => {
    const { ids, tokens } = encode(text)
    return tokens.flatMap((token, i) => (library.token_to_id(token) === undefined ? bytesOf(token) : ids[i] ?? Number(unknown)))
  }
}

/** `definition` is the text of `tokenizer.json`, `config` that of `tokenizer_config.json` ('{}' where there is none). */
export function loadTokenizer(definition: string, config: string): Tokenizer {
  const parsed = parseObject(definition, 'tokenizer.json')
  const settings = parseObject(config, 'tokenizer_config.json')
  const library = openLibrary(parsed, settings)
  const vocabularySize = highest(library.get_vocab(true).values()) + 1
  const encodeWhole = wholeEncoder(library, parsed)
  const decode = (ids: readonly number[]): string => {
    const known = ids.filter((id) => id >= 0 && id < vocabularySize)
    return known.length === 0 ? '' : library.decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
  }
  return {
    encode: encodeByWords(parsed, encodeWhole), decode, vocabularySize,
    endOfText: endOf(library, settings), beginning: library.encode('', { add_special_tokens: true }).ids
  }
}
