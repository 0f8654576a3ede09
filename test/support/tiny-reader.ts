// A whole Hugging Face folder of a very small BERT with random weights, and a WordPiece tokenizer over the words it is given: real for the engine, and quick.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { writeSafetensors } from '#ml/safetensors/index.ts'
import { gaussians } from '#ml/training/initial.ts'
import { temporaryFolder } from './tiny-model.ts'

export const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
const letters = [...'abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûùœ'].flatMap((letter) => [letter, `##${letter}`])
const marks = [...'.,;:!?«»’-']

/** Words of two texts that share none but the small ones. */
export const sea = 'mer vague sel marée barque filet quai phare'.split(' ')
export const wood = 'forêt chêne loup clairière mousse sentier hache bois'.split(' ')
const small = 'et la le je vois'.split(' ')

const tokens = [...special, ...letters, ...marks, ...sea, ...wood, ...small]
const added = special.map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }))
const part = (which: 'A' | 'B'): object => ({ Sequence: { id: which, type_id: 0 } })
const mark = (id: string): object => ({ SpecialToken: { id, type_id: 0 } })

const tokenizer = {
  version: '1.0', truncation: null, padding: null, added_tokens: added,
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' }, decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  post_processor: {
    type: 'TemplateProcessing', single: [mark('[CLS]'), part('A'), mark('[SEP]')], pair: [mark('[CLS]'), part('A'), mark('[SEP]'), part('B'), mark('[SEP]')],
    special_tokens: Object.fromEntries([2, 3].map((id) => [special[id], { id: special[id], ids: [id], tokens: [special[id]] }]))
  },
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) }
}

const config = {
  architectures: ['BertForMaskedLM'], model_type: 'bert', vocab_size: tokens.length, hidden_size: 32, intermediate_size: 48, num_hidden_layers: 1, num_attention_heads: 2,
  max_position_embeddings: 64, type_vocab_size: 2, layer_norm_eps: 1e-12, hidden_act: 'gelu', pad_token_id: 0, hidden_dropout_prob: 0.1, torch_dtype: 'float32'
}

/** Writes the folder and gives back its path. */
export function tinyReader(): string {
  const folder = join(temporaryFolder('reader'), 'tiny-bert')
  mkdirSync(folder)
  const tensors = weightSpecs(modelFor(config), plainLinear).map(({ name, shape, initial }, i) => {
    const count = shape.reduce((a, b) => a * b, 1)
    return { name, shape, data: initial === 'ones' || initial === 'zeros' ? new Float32Array(count).fill(initial === 'ones' ? 1 : 0) : gaussians(count, 0.05, 7, i) }
  })
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors))
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer))
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ mask_token: '[MASK]', pad_token: '[PAD]', cls_token: '[CLS]', sep_token: '[SEP]', tokenizer_class: 'BertTokenizer' }))
  return folder
}

/** A text of so many words of a kind, the same for the same number. */
export const spoken = (words: readonly string[], number: number, count = 12): string =>
  Array.from({ length: count }, (_, i) => (i % 4 === 3 ? small[(number + i) % small.length] : words[(number * 5 + i * 3 + Math.floor(i / 3)) % words.length])).join(' ')
