// llama.cpp's keys as a Hugging Face tokenizer.json and tokenizer_config.json. A kind of tokenizer that is not understood is refused by name.
import { boolAt, type Metadata, numberAt, numbersAt, stringAt, stringsAt } from '../../gguf/index.ts'
import { type Json, UnsupportedConfig } from '../../models/config.ts'
import { cuts } from './cuts.ts'
import { kinds } from './tokenizer.ts'

export interface TokenizerFiles { readonly definition: Json; readonly config: Json }

interface Found { readonly metadata: Metadata; readonly texts: readonly string[]; readonly kindOf: (id: number) => number }

const key = (name: string): string => `tokenizer.ggml.${name}`

export function tokenizerIn(metadata: Metadata): TokenizerFiles {
  const [texts, types] = [stringsAt(metadata, key('tokens')), numbersAt(metadata, key('token_type'))]
  const model = stringAt(metadata, key('model')) ?? ''
  const build = builders[model]
  if (texts === undefined || build === undefined) throw new UnsupportedConfig(key('model'), model)
  const found = { metadata, texts, kindOf: (id: number) => types?.[id] ?? kinds.normal }
  return { definition: { version: '1.0', truncation: null, padding: null, added_tokens: addedTokens(found), ...build(found) }, config: configOf(found) }
}

const addedKinds = new Set<number>([kinds.control, kinds.userDefined, kinds.unknown])

const addedTokens = ({ texts, kindOf }: Found): readonly Json[] => texts.flatMap((content, id) => (addedKinds.has(kindOf(id))
  ? [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: kindOf(id) !== kinds.userDefined }] : []))

/** Added tokens of a byte-level tokenizer stand beside its vocabulary; unused numbers stand nowhere. */
const vocabularyOf = ({ texts, kindOf }: Found, without: ReadonlySet<number>): Json => Object.fromEntries(texts.flatMap((text, id) => (without.has(kindOf(id)) ? [] : [[text, id]])))

const builders: Readonly<Record<string, (found: Found) => Json>> = { gpt2: byteLevel, llama: sentencePieces }

const common = { dropout: null, continuing_subword_prefix: null, end_of_word_suffix: null, ignore_merges: false }

function byteLevel(found: Found): Json {
  const pre = stringAt(found.metadata, key('pre')) ?? 'gpt-2'
  const preTokenizer = cuts[pre]
  if (preTokenizer === undefined) throw new UnsupportedConfig(key('pre'), pre)
  const merges = stringsAt(found.metadata, key('merges')) ?? []
  return {
    normalizer: null, pre_tokenizer: preTokenizer, post_processor: template(found, false),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { ...common, type: 'BPE', unk_token: null, fuse_unk: false, byte_fallback: false, ignore_merges: pre === 'llama-bpe', vocab: vocabularyOf(found, new Set([...addedKinds, kinds.unused])), merges }
  }
}

function sentencePieces(found: Found): Json {
  const prefix = boolAt(found.metadata, key('add_space_prefix')) ?? true
  const unknown = found.texts[numberAt(found.metadata, key('unknown_token_id')) ?? 0] ?? null
  return {
    normalizer: { type: 'Sequence', normalizers: [...(prefix ? [{ type: 'Prepend', prepend: '▁' }] : []), { type: 'Replace', pattern: { String: ' ' }, content: '▁' }] },
    pre_tokenizer: null, post_processor: template(found, true),
    decoder: { type: 'Sequence', decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : [])] },
    model: { ...common, type: 'BPE', unk_token: unknown, fuse_unk: true, byte_fallback: true, vocab: vocabularyOf(found, new Set([kinds.unused])), merges: mergesByScore(found) }
  }
}

/** Every way to make a piece from two others, the likeliest piece first; of one piece's ways, that of the earlier parts first. */
function mergesByScore({ metadata, texts, kindOf }: Found): readonly (readonly [string, string])[] {
  const scores = numbersAt(metadata, key('scores')) ?? []
  const ids = new Map(texts.flatMap((text, id) => (kindOf(id) === kinds.normal || kindOf(id) === kinds.userDefined ? [[text, id] as const] : [])))
  const ways = [...ids].flatMap(([text, id]) => splits(text).flatMap(([left, right]) => {
    const [a, b] = [ids.get(left), ids.get(right)]
    return a === undefined || b === undefined ? [] : [{ left, right, score: scores[id] ?? 0, a, b }]
  }))
  return ways.sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b).map(({ left, right }) => [left, right])
}

function splits(text: string): readonly (readonly [string, string])[] {
  const letters = Array.from(text)
  return letters.slice(1).map((_, i) => [letters.slice(0, i + 1).join(''), letters.slice(i + 1).join('')])
}

const endOf = ({ metadata, texts }: Found, field: string): string | null => texts[numberAt(metadata, key(`${field}_token_id`)) ?? -1] ?? null

/** SentencePiece models begin a text unless they say otherwise; byte-level ones only if they say so. */
function template(found: Found, usually: boolean): Json | null {
  const [bos, eos] = [endOf(found, 'bos'), endOf(found, 'eos')]
  const begins = bos !== null && (boolAt(found.metadata, key('add_bos_token')) ?? usually)
  const ends = eos !== null && (boolAt(found.metadata, key('add_eos_token')) ?? false)
  if (!begins && !ends) return null
  const special = (id: string): Json => ({ SpecialToken: { id, type_id: 0 } })
  const around = (text: 'A' | 'B', type: number): readonly Json[] => [...(begins ? [special(bos)] : []), { Sequence: { id: text, type_id: type } }, ...(ends ? [special(eos)] : [])]
  const used = [...new Set([...(begins ? [bos] : []), ...(ends ? [eos] : [])])]
  const tokens = Object.fromEntries(used.map((id) => [id, { id, ids: [found.texts.indexOf(id)], tokens: [id] }]))
  return { type: 'TemplateProcessing', single: around('A', 0), pair: [...around('A', 0), ...around('B', 1)], special_tokens: tokens }
}

function configOf(found: Found): Json {
  const named = (['bos', 'eos'] as const).flatMap((field) => { const token = endOf(found, field); return token === null ? [] : [[`${field}_token`, token]] })
  return { tokenizer_class: 'PreTrainedTokenizerFast', ...Object.fromEntries(named), clean_up_tokenization_spaces: false }
}
