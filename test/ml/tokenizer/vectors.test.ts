// The same numbers as other implementations give, on llama.cpp's own test vectors.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTokenizer, type Tokenizer } from '#ml/tokenizer/index.ts'

const shelf = join(import.meta.dirname, '../../../../shared/corpora/weights/tokenizers')
const read = (...path: readonly string[]): string => readFileSync(join(shelf, ...path), 'utf8')

/** GPT-2's older files, put together as Hugging Face's converter does. */
function gpt2(): Tokenizer {
  const vocab = JSON.parse(read('gpt2/vocab.json')) as Record<string, number>
  const merges = read('gpt2/merges.txt').split('\n').slice(1).filter(Boolean).map((line) => line.split(' '))
  return loadTokenizer(JSON.stringify({
    version: '1.0', normalizer: null, post_processor: null, added_tokens: [{ id: 50256, content: '<|endoftext|>', special: true, normalized: false }],
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false }, decoder: { type: 'ByteLevel' }, model: { type: 'BPE', vocab, merges }
  }), '{}')
}

const llama = (): Tokenizer => loadTokenizer(read('llama2_hf/tokenizer.json'), read('llama2_hf/tokenizer_config.json'))

const given: Readonly<Record<string, (() => Tokenizer) | string>> = {
  'gpt-2': gpt2, 'llama-spm': llama, 'phi-3': 'its tokenizer.json is not at hand',
  'llama-bpe': 'its tokenizer.json is not at hand', qwen2: 'its tokenizer.json is not at hand', 'deepseek-r1-qwen': 'its tokenizer.json is not at hand'
}

const missing = !existsSync(join(shelf, 'llama.cpp_vocab_tests'))

describe.each(Object.entries(given))('%s', (name, make) => {
  const why = missing ? ' (skipped: the shared vectors are not at hand)' : typeof make === 'string' ? ` (skipped: ${make})` : ''
  it.skipIf(why !== '')(`gives the same tokens as llama.cpp’s vectors${why}`, () => {
    if (typeof make === 'string') return
    const tokenizer = make()
    const texts = read('llama.cpp_vocab_tests', `ggml-vocab-${name}.gguf.inp`).split('\n__ggml_vocab_test__\n').slice(0, -1)
    const wanted = read('llama.cpp_vocab_tests', `ggml-vocab-${name}.gguf.out`).split('\n').map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number))
    expect(texts.length).toBeGreaterThan(40)
    const different = texts.flatMap((text, i) => {
      const ids = tokenizer.encode(text)
      return ids.join() === wanted[i]?.join() ? [] : [{ text, ids, wanted: wanted[i] }]
    })
    expect(different).toEqual([])
  })
})
