// A Hugging Face tokenizer as llama.cpp's keys: tokens by number, their kinds, and how they merge. What it cannot express is refused by name.
// Source of keys: ggml-org/ggml, docs/gguf.md ("Tokenizer").
import { bool, float32s, int32s, type MetaValue, string, strings, uint32 } from '../../gguf/index.ts'
import { type Json, UnsupportedConfig } from '../../models/config.ts'
import { cutName, cutsBytes } from './cuts.ts'

/** Numbers of the kinds of token. */
export const kinds = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const records = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : [])

interface Parts { readonly definition: Json; readonly config: Json; readonly model: Json; readonly vocabulary: number }
interface Tokens { readonly texts: readonly string[]; readonly kinds: readonly number[] }

/** `tokenizer.ggml.*` for a tokenizer.json and its tokenizer_config.json; `modelConfig` and `vocabulary` are the model's. */
export function tokenizerKeys(definition: Json, config: Json, modelConfig: Json, vocabulary: number): ReadonlyMap<string, MetaValue> {
  const { model } = definition
  if (!isRecord(model) || model['type'] !== 'BPE') throw new UnsupportedConfig('tokenizer.model.type', isRecord(model) ? model['type'] : undefined)
  const parts = { definition, config, model, vocabulary }
  const tokens = tokensOf(parts)
  const keys = cutsBytes(definition['pre_tokenizer']) ? byteLevel(parts) : sentencePieces(parts, tokens)
  const all = [...keys, ['tokens', strings(tokens.texts)] as const, ['token_type', int32s(tokens.kinds)] as const, ...endKeys(parts, modelConfig, tokens)]
  return new Map(all.map(([key, value]) => [`tokenizer.ggml.${key}`, value]))
}

type Keys = readonly (readonly [string, MetaValue])[]

const pieceOfMerge = (merge: unknown): readonly [string, string] => {
  const [left = '', right = ''] = Array.isArray(merge) ? merge.map(String) : String(merge).split(' ')
  return [left, right]
}

const mergesOf = (model: Json): readonly (readonly [string, string])[] => (Array.isArray(model['merges']) ? model['merges'].map(pieceOfMerge) : [])

/** Numbers that the model has and the tokenizer does not are named, and never used. */
function tokensOf({ definition, model, vocabulary }: Parts): Tokens {
  const texts = Array.from({ length: vocabulary }, (_, id) => `[PAD${id}]`)
  const kind = new Array<number>(vocabulary).fill(kinds.unused)
  const put = (id: number, text: string, as: number): void => {
    if (id >= vocabulary) throw new UnsupportedConfig('tokenizer.vocab', `${text} = ${id}`)
    texts[id] = text
    kind[id] = as
  }
  const byte = model['byte_fallback'] === true
  for (const [text, id] of Object.entries(isRecord(model['vocab']) ? model['vocab'] : {})) put(Number(id), text, byte && /^<0x[0-9A-F]{2}>$/.test(text) ? kinds.byte : kinds.normal)
  for (const token of records(definition['added_tokens'])) {
    const text = String(token['content'])
    put(Number(token['id']), text, byte && text === model['unk_token'] ? kinds.unknown : token['special'] === true ? kinds.control : kinds.userDefined)
  }
  return { texts, kinds: kind }
}

function byteLevel({ definition, model }: Parts): Keys {
  const pre = cutName(definition['pre_tokenizer'])
  if (pre === null) throw new UnsupportedConfig('tokenizer.pre_tokenizer', definition['pre_tokenizer'])
  const normalizer = definition['normalizer']
  if (isRecord(normalizer) && normalizer['type'] !== 'NFC') throw new UnsupportedConfig('tokenizer.normalizer', normalizer)
  return [['model', string('gpt2')], ['pre', string(pre)], ['merges', strings(mergesOf(model).map((pair) => pair.join(' ')))]]
}

/** SentencePiece merges by score, not by a list: a piece's score is the first rank at which a merge makes it, negated. */
function sentencePieces({ definition, model }: Parts, { texts }: Tokens): Keys {
  const prefix = spacePrefix(definition)
  const ranks = new Map<string, number>()
  for (const [rank, pair] of mergesOf(model).entries()) if (!ranks.has(pair.join(''))) ranks.set(pair.join(''), rank)
  const scores = texts.map((text) => -(ranks.get(text) ?? 0))
  return [['model', string('llama')], ['pre', string('default')], ['scores', float32s(scores)], ['add_space_prefix', bool(prefix)]]
}

/** The two ways in which a tokenizer.json says that spaces are ▁, with or without one in front. */
function spacePrefix(definition: Json): boolean {
  const [normalizer, preTokenizer] = [definition['normalizer'], definition['pre_tokenizer']]
  const steps = isRecord(normalizer) ? (Array.isArray(normalizer['normalizers']) ? records(normalizer['normalizers']) : [normalizer]) : []
  const others = steps.filter((step) => step['type'] !== 'Prepend' && step['type'] !== 'Replace')
  const meta = isRecord(preTokenizer) && preTokenizer['type'] === 'Metaspace'
  if (others.length > 0 || (!meta && steps.length === 0) || (isRecord(preTokenizer) && !meta)) throw new UnsupportedConfig('tokenizer.normalizer', normalizer)
  return meta ? preTokenizer['prepend_scheme'] !== 'never' && preTokenizer['add_prefix_space'] !== false : steps.some((step) => step['type'] === 'Prepend')
}

const contentOf = (token: unknown): string | null => (typeof token === 'string' ? token : isRecord(token) && typeof token['content'] === 'string' ? token['content'] : null)

/** Which tokens begin, end and stand for the unknown, and whether a text gets them unasked. */
function endKeys({ definition, config }: Parts, modelConfig: Json, { texts }: Tokens): Keys {
  const idOf = (field: string): number | null => {
    const named = contentOf(config[`${field}_token`])
    const id = named === null ? -1 : texts.indexOf(named)
    const own: unknown = [modelConfig[`${field}_token_id`]].flat()[0]
    return id >= 0 ? id : typeof own === 'number' ? own : null
  }
  const ids = ([['bos', 'bos_token_id'], ['eos', 'eos_token_id'], ['unk', 'unknown_token_id'], ['pad', 'padding_token_id']] as const).flatMap(([field, key]) => {
    const id = idOf(field)
    return id === null ? [] : [[key, uint32(id)] as const]
  })
  const [first, last] = templateEnds(definition['post_processor'])
  return [...ids, ['add_bos_token', bool(first)], ['add_eos_token', bool(last)]]
}

/** Whether the template for one text begins, and ends, with a special token. */
function templateEnds(processor: unknown): readonly [boolean, boolean] {
  const all = isRecord(processor) ? [processor, ...records(processor['processors'])] : []
  const single = records(all.find((p) => p['type'] === 'TemplateProcessing')?.['single'])
  return [single.length > 1 && 'SpecialToken' in (single[0] ?? {}), single.length > 1 && 'SpecialToken' in (single.at(-1) ?? {})]
}
