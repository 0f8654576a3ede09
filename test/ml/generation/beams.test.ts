// Beam search against every text there is, in a language small enough to read all of it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, type Wish } from '#ml/generation/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { tableDecoder, type TableDecoder } from '../../support/bigram.ts'
import { byteTokenizer } from '../../support/letters.ts'

const LETTERS = [97, 98, 99]
const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

function language(seed: number): (last: number) => Float32Array {
  const random = createRandom(seedState(seed))
  const rows = new Map<number, Float32Array>()
  for (const last of [120, ...LETTERS]) rows.set(last, Float32Array.from({ length: 257 }, (_, id) => (LETTERS.includes(id) ? random.float() * 4 : id === 256 ? random.float() : -Infinity)))
  return (last) => rows.get(last) ?? new Float32Array(257)
}

const decoderOf = (logits: (last: number) => Float32Array): TableDecoder => tableDecoder(257, 64, (held) => logits(held.at(-1) ?? 0).slice())

async function write(decoder: TableDecoder, sampling: Partial<Wish['sampling']>, maxTokens: number): Promise<string> {
  let text = ''
  const wish: Wish = { prompt: 'x', maxTokens, stopAt: 'tokens', sampling: { seed: 1, stop: [], ...sampling } }
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer: byteTokenizer }, wish, around)) if (event.type === 'text') text += event.text
  return text
}

function logP(logits: Float32Array, id: number): number {
  const total = [...logits].reduce((sum, logit) => sum + Math.exp(logit), 0)
  return (logits[id] ?? 0) - Math.log(total)
}

/** log P / length^penalty of a text that ends before `length` tokens, or is cut there. */
function worthOf(logits: (last: number) => Float32Array, text: string, length: number, penalty: number): number {
  const ids = [...byteTokenizer.encode(text), ...(text.length < length ? [256] : [])]
  const score = ids.reduce((sum, id, at) => sum + logP(logits(ids[at - 1] ?? 120), id), 0)
  return score / ids.length ** penalty
}

/** The most worth of all texts of at most `length` tokens, the end counted as one. */
function exhaustive(logits: (last: number) => Float32Array, length: number, penalty: number): string {
  let best = { text: '', worth: -Infinity }
  const consider = (text: string, score: number, tokens: number): void => {
    if (score / tokens ** penalty > best.worth) best = { text, worth: score / tokens ** penalty }
  }
  const walk = (text: string, last: number, score: number): void => {
    if (text.length === length) return consider(text, score, length)
    consider(text, score + logP(logits(last), 256), text.length + 1)
    for (const id of LETTERS) walk(text + String.fromCharCode(id), id, score + logP(logits(last), id))
  }
  walk('', 120, 0)
  return best.text
}

describe('beam search', () => {
  it('with beams enough finds the likeliest of all texts', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(0, 0.6, 1, 1.5), async (seed, lengthPenalty) => {
      const logits = language(seed)
      const found = await write(decoderOf(logits), { beams: 81, lengthPenalty }, 4)
      // Two texts of the same steps in another order are worth the same.
      expect(worthOf(logits, found, 4, lengthPenalty)).toBeCloseTo(worthOf(logits, exhaustive(logits, 4, lengthPenalty), 4, lengthPenalty), 9)
    }), { numRuns: 25 })
  })

  it('finds what greed misses', async () => {
    // "a" is likelier than "b", but after "a" all is equal and after "b" the end is sure.
    const rows: Readonly<Record<number, Readonly<Record<number, number>>>> = { 120: { 97: 0.6, 98: 0.4 }, 97: { 97: 0.33, 98: 0.33, 99: 0.34 }, 98: { 256: 1 }, 99: { 256: 1 } }
    const logits = (last: number): Float32Array => Float32Array.from({ length: 257 }, (_, id) => Math.log(rows[last]?.[id] ?? 0))
    expect(await write(decoderOf(logits), { temperature: 0 }, 2)).toBe('ac')
    expect(await write(decoderOf(logits), { beams: 2, lengthPenalty: 0 }, 2)).toBe('b')
  })

  it('is the same every time, whatever the seed, and writes no banned phrase', async () => {
    const logits = language(7)
    const one = await write(decoderOf(logits), { beams: 4, seed: 1 }, 12)
    expect(await write(decoderOf(logits), { beams: 4, seed: 2 }, 12)).toBe(one)
    const banned = one.slice(0, 2)
    expect(await write(decoderOf(logits), { beams: 4, bannedPhrases: [`${banned}`] }, 12)).not.toMatch(new RegExp(`^${banned}$`))
  })
})
