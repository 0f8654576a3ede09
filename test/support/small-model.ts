// A model folder in Hugging Face layout for the small engine: bytes as tokens, weights all zero. Knows no runtime.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const end = '<|end|>'
export const vocabulary = 257

/** GPT-2's printable stand-ins for the 256 bytes, in byte order. */
function byteLetters(): string[] {
  const plain = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(plain(byte) ? byte : next++))
}

const tokenizer = {
  version: '1.0', truncation: null, padding: null, normalizer: null, post_processor: null,
  added_tokens: [{ id: 256, content: end, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false,
    vocab: { ...Object.fromEntries(byteLetters().map((letter, id) => [letter, id])), [end]: 256 }, merges: []
  }
}

const card = '---\nlicense: cc0-1.0\nlanguage:\n  - fr\n  - en\nmodel_name: "Small"\n---\n\n# Small\n'

/** Writes the folder and gives back its path. `parameters`: so many are said of it. `also`: a token of its own beside the others. */
export function makeSmallModel(folder: string, { parameters, also }: { readonly parameters?: number, readonly also?: string } = {}): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'bigram', vocab_size: vocabulary, eos_token_id: 256, parameters }))
  const added = also === undefined ? tokenizer.added_tokens : [...tokenizer.added_tokens, { ...tokenizer.added_tokens[0], id: 257, content: also }]
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ ...tokenizer, added_tokens: added }))
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ eos_token: end, tokenizer_class: 'PreTrainedTokenizerFast' }))
  writeFileSync(join(folder, 'README.md'), card)
  return folder
}
