// A new tokenizer in the manner of a given one: its normalizer, its cuts, its special tokens under new numbers. Knows no way of training.
import { addedTokensOf, BadTokenizer, isRecord, modelOf, type AddedToken, type Json, type TokenizerFiles } from '../definition.ts'
import { openLibrary } from '../library.ts'

export interface Manner {
  /** The pieces a model would be given, of a text that holds no added token. */
  piecesOf(text: string): readonly string[]
}

/** The library, with an empty model: only its normalizer and its pre-tokenizer are wanted. */
export function mannerOf(definition: Json): Manner {
  const { normalizer, pre_tokenizer: cutter } = openLibrary({ ...definition, added_tokens: [], model: { type: 'BPE', vocab: {}, merges: [] } }, {})
  return {
    piecesOf: (text) => {
      const plain = normalizer ? normalizer.normalize(text) : text
      return cutter ? cutter.pre_tokenize(plain) : [plain]
    }
  }
}

/** Special tokens keep their order and what they are; other added tokens belong to the old vocabulary. */
export const specialTokensOf = (definition: Json): readonly AddedToken[] => addedTokensOf(definition).filter(({ special }) => special)

/** The same value with every `{ id, ids, tokens }` of a template's special tokens, and every `[token, id]` of the older processors, under its new number. */
export function renumbered(processor: unknown, numbers: ReadonlyMap<string, number>): unknown {
  if (Array.isArray(processor)) return renumberedList(processor, numbers)
  if (!isRecord(processor)) return processor
  const { ids, tokens } = processor
  const isTemplateToken = Array.isArray(ids) && Array.isArray(tokens)
  const deep = Object.fromEntries(Object.entries(processor).map(([key, value]) => [key, renumbered(value, numbers)]))
  return isTemplateToken ? { ...deep, ids: tokens.map((token) => numberOf(String(token), numbers)) } : deep
}

function renumberedList(list: readonly unknown[], numbers: ReadonlyMap<string, number>): unknown {
  const [token, id] = list
  if (list.length === 2 && typeof token === 'string' && typeof id === 'number') return [token, numberOf(token, numbers)]
  return list.map((item) => renumbered(item, numbers))
}

function numberOf(token: string, numbers: ReadonlyMap<string, number>): number {
  const id = numbers.get(token)
  if (id === undefined) throw new BadTokenizer(`tokenizer.json: the post-processor names “${token}”, which is no special token`)
  return id
}

/** What the new model is: its type's fields, its vocabulary, its added tokens. */
export interface NewModel { readonly model: Json; readonly added: readonly AddedToken[] }

/** Both files, as texts, with all that the given ones say but the vocabulary. */
export function filesLike(definition: Json, config: Json, { model, added }: NewModel): TokenizerFiles {
  const numbers = new Map(added.map(({ content, id }) => [content, id]))
  const made = {
    ...definition, truncation: null, padding: null, added_tokens: added,
    post_processor: renumbered(definition['post_processor'] ?? null, numbers), model: { ...modelOf(definition), ...model }
  }
  const decoders = Object.fromEntries(added.map(({ id, ...rest }) => [String(id), rest]))
  const settings = 'added_tokens_decoder' in config ? { ...config, added_tokens_decoder: decoders } : config
  return { definition: `${JSON.stringify(made)}\n`, config: `${JSON.stringify(settings, null, 2)}\n` }
}
