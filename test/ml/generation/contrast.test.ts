// Contrastive search: the tokens that PyTorch finds by the paper's formula, whatever the decoder; and all that is wished besides is heeded.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, type Wish, type Written } from '#ml/generation/index.ts'
import { openDecoder } from '#ml/runtime/index.ts'
import { TensorFile } from '#ml/runtime/folder.ts'
import type { Decoder } from '#ml/generation/index.ts'
import { decoderConfigs, fusedConfigs, fusedDecoder, plainDecoder, randomWeights } from '../../support/decoders.ts'
import { golden, goldenCases, references } from '../../support/golden.ts'
import { signsOf } from '../../support/signs.ts'

interface Found { readonly case: string; readonly alpha: number; readonly top: number; readonly prompt: readonly number[]; readonly tokens: readonly number[] }
const found = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../references/contrast.json'), 'utf8')) as readonly Found[]
const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

async function search(decoder: Decoder, prompt: readonly number[], sampling: Partial<Wish['sampling']>, maxTokens: number): Promise<{ readonly tokens: readonly number[]; readonly done: Written | undefined }> {
  const tokenizer = signsOf(decoder.vocabularySize)
  let text = ''
  let done: Written | undefined
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer }, { prompt: tokenizer.decode(prompt), maxTokens, stopAt: 'tokens', sampling: { seed: 1, stop: [], ...sampling } }, around)) {
    if (event.type === 'text') text += event.text
    else done = event
  }
  return { tokens: tokenizer.encode(text), done }
}

/** The paper's equation, by a decoder that begins anew for every candidate. */
async function byHand(decoder: Decoder, prompt: readonly number[], alpha: number, top: number, count: number): Promise<readonly number[]> {
  let ids = prompt
  const dot = (one: Float32Array, other: Float32Array): number => one.reduce((sum, x, i) => sum + x * (other[i] ?? NaN), 0)
  while (ids.length < prompt.length + count) {
    await decoder.truncate(0)
    const logits = await decoder.append(ids)
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    const worths: (readonly [number, number])[] = []
    for (const id of [...logits.keys()].sort((one, other) => (logits[other] ?? 0) - (logits[one] ?? 0)).slice(0, top)) {
      await decoder.truncate(0)
      await decoder.appendEach([...ids, id])
      const states = decoder.states?.() ?? []
      const last = states.at(-1) ?? new Float32Array()
      const most = Math.max(...states.slice(0, -1).map((state) => dot(state, last) / Math.sqrt(dot(state, state) * dot(last, last))))
      worths.push([id, ((1 - alpha) * Math.exp(logits[id] ?? NaN)) / total - alpha * most])
    }
    ids = [...ids, worths.reduce((best, one) => (one[1] > best[1] ? one : best))[0]]
  }
  return ids.slice(prompt.length)
}

describe('contrastive search', () => {
  it.each(found)('finds what PyTorch finds: $case, alpha $alpha, $top looked at', async ({ case: name, alpha, top, prompt, tokens }) => {
    const decoder = await openDecoder({ model: join(references, name), adapter: null, device: 'cpu' })
    expect((await search(decoder, prompt, { contrastAlpha: alpha, contrastTop: top }, tokens.length)).tokens).toEqual(tokens)
    await decoder.dispose()
  })

  it.each(goldenCases.map((name) => join(golden, name)))('finds what a search by hand finds, in reference models of others: %s', async (folder) => {
    const decoder = await openDecoder({ model: folder, adapter: null, device: 'cpu' })
    const prompt = Array.from((await (await TensorFile.open(join(folder, 'reference.safetensors'))).longs('input_ids')).data.slice(0, 8), Number)
    expect((await search(decoder, prompt, { contrastAlpha: 0.6, contrastTop: 4 }, 10)).tokens).toEqual(await byHand(decoder, prompt, 0.6, 4, 10))
    await decoder.dispose()
  })

  it.each([['fused', fusedDecoder, fusedConfigs['llama']], ['plain', plainDecoder, decoderConfigs['llama']], ['recurrent', plainDecoder, decoderConfigs['gru']]] as const)('%s: the same twice, past the context, and without a banned token or phrase', async (_, open, config) => {
    const decoder = await open(config ?? {})
    const way = { contrastAlpha: 0.5, contrastTop: 4 }
    const { tokens } = await search(decoder, [4, 9, 2], way, 70)
    expect((await search(decoder, [4, 9, 2], way, 70)).tokens).toEqual(tokens)
    expect(tokens).toHaveLength(70)
    const [one = 0, two = 0] = tokens.slice(5)
    const without = await search(decoder, [4, 9, 2], { ...way, bannedTokens: [one] }, 30)
    expect(without.tokens).not.toContain(one)
    const phrase = signsOf(96).decode([one, two])
    const apart = await search(decoder, [4, 9, 2], { ...way, bannedPhrases: [phrase] }, 30)
    expect(signsOf(96).decode(apart.tokens)).not.toContain(phrase)
    expect(apart.tokens.slice(0, 5)).toEqual(tokens.slice(0, 5))
    await decoder.dispose()
  })
})

describe('a decoder’s hidden states', () => {
  it.each([['fused', fusedDecoder, fusedConfigs['llama']], ['plain', plainDecoder, decoderConfigs['llama']]] as const)('%s: what its head makes logits of, one for each, in rows too', async (_, open, config = {}) => {
    const decoder = await open(config)
    const { model, weights } = randomWeights(config)
    const { hidden, vocabulary } = model.sizes
    const table = weights.get('model.embed_tokens.weight') ?? new Float32Array()
    const head = (state: Float32Array): readonly number[] => Array.from({ length: vocabulary }, (__, v) => state.reduce((sum, x, i) => sum + x * (table[v * hidden + i] ?? NaN), 0))
    const same = (states: readonly Float32Array[] = [], logits: readonly (Float32Array | null)[]): void => {
      expect(states).toHaveLength(logits.length)
      for (const [i, state] of states.entries()) for (const [v, logit] of head(state).entries()) expect(Math.abs(logit - (logits[i]?.[v] ?? NaN))).toBeLessThan(1e-3)
    }
    const each = await decoder.appendEach([3, 1, 4, 1, 5])
    same(decoder.states(), each)
    const last = await decoder.append([9, 2])
    same(decoder.states(), [last])
    const branches = await decoder.fork(3)
    const rows = await branches.append([6, 5, 3])
    same(branches.states?.(), rows)
    await branches.dispose()
    await decoder.dispose()
  })
})
