// The signs for filling in are found as models spell them, only where all three are tokens, and come out as one token each.
import { describe, expect, it } from 'vitest'
import { fillInMarksOf, loadTokenizer } from '#ml/tokenizer/index.ts'
import { addedToken } from '#ml/tokenizer/definition.ts'

const letters = Object.fromEntries(['▁', 'a', 'b', 'c', '<unk>'].map((token, id) => [token, id]))
const definition = (added: readonly string[]): string => JSON.stringify({
  version: '1.0', truncation: null, padding: null, added_tokens: added.map((token, i) => addedToken(10 + i, token, true)), normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: false }, post_processor: null, decoder: null,
  model: { type: 'BPE', dropout: null, unk_token: '<unk>', continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, vocab: letters, merges: [] }
})

const spelt = [
  ['Qwen2.5-Coder', ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>']],
  ['StarCoder', ['<fim_prefix>', '<fim_suffix>', '<fim_middle>']],
  ['CodeLlama', ['▁<PRE>', '▁<SUF>', '▁<MID>']],
  ['DeepSeek-Coder', ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>']]
] as const

describe('the signs for filling in', () => {
  it.each(spelt)('as %s writes them', (_, [prefix, suffix, middle]) => {
    const text = definition([middle, prefix, suffix])
    expect(fillInMarksOf(text)).toEqual({ prefix, suffix, middle })
    expect(loadTokenizer(text, '{}').encode(`${prefix}a${suffix}b${middle}`)).toEqual([11, 1, 12, 2, 10])
  })

  it('are none where one is missing', () => {
    expect(fillInMarksOf(definition(['<fim_prefix>', '<fim_suffix>']))).toBeNull()
    expect(fillInMarksOf(definition([]))).toBeNull()
  })
})
