// A tokenizer's tokens, each with the bytes of text that it stands for, so that tokens of differently spelt vocabularies can be compared. Knows no model.
import { byteOf, bytesOfCharacters } from './bytes.ts'
import { addedTokensOf, isByteLevel, isRecord, modelOf, normalizersOf, parseObject, preTokenizersOf, type Json, type TokenizerFiles } from './definition.ts'
import { metaspace } from './metaspace.ts'
import { loadTokenizer, type Tokenizer } from './tokenizer.ts'

export interface Token {
  /** As the file spells it. */
  readonly spelling: string
  /** Of the text it stands for; null for a special token, which stands for none. */
  readonly bytes: Uint8Array | null
  /** One of the 256 that spell what no other token covers. */
  readonly isFallback: boolean
}

export interface Vocabulary {
  readonly tokenizer: Tokenizer
  /** By number; undefined where a number is not used. */
  readonly tokens: readonly (Token | undefined)[]
  /** Whether a space is put before each text. */
  readonly prependsSpace: boolean
}

/** Of the model alone: a map from token to number, or pairs of token and score. */
function spellings(model: Json): readonly (readonly [string, number])[] {
  const { vocab } = model
  if (Array.isArray(vocab)) return vocab.map((entry, id) => [Array.isArray(entry) ? String(entry[0]) : String(entry), id])
  return isRecord(vocab) ? Object.entries(vocab).map(([token, id]) => [token, Number(id)]) : []
}

const encoder = new TextEncoder()

function plainToken(spelling: string, byteLevel: boolean): Token {
  const fallback = byteLevel ? null : byteOf(spelling)
  if (fallback !== null) return { spelling, bytes: Uint8Array.of(fallback), isFallback: true }
  const bytes = byteLevel ? bytesOfCharacters(spelling) : null
  return { spelling, bytes: bytes ?? encoder.encode(spelling.replaceAll(metaspace, ' ')), isFallback: false }
}

const prepends = (definition: Json): boolean => normalizersOf(definition).some(({ type }) => type === 'Prepend') ||
  preTokenizersOf(definition).some(({ type, prepend_scheme: scheme, add_prefix_space: prefix }) => (type === 'Metaspace' && scheme !== 'never') || prefix === true)

/** Throws BadTokenizer. */
export function openVocabulary(files: TokenizerFiles): Vocabulary {
  const definition = parseObject(files.definition, 'tokenizer.json')
  const byteLevel = isByteLevel(definition)
  const tokens: (Token | undefined)[] = []
  for (const [spelling, id] of spellings(modelOf(definition))) tokens[id] = plainToken(spelling, byteLevel)
  for (const { id, content, special } of addedTokensOf(definition)) tokens[id] = { spelling: content, bytes: special ? null : encoder.encode(content), isFallback: false }
  return { tokenizer: loadTokenizer(files.definition, files.config), tokens, prependsSpace: prepends(definition) }
}
