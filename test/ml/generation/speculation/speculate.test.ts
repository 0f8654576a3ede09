// A draft changes how often the model runs, and nothing else: same seed, same text, whatever is guessed; and the law of what is written is the model's own.
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, modelDraft, type Draft, type Wish, type Written } from '#ml/generation/index.ts'
import { openStakes } from '#ml/generation/speculation/stakes.ts'
import { likeliest, phraseDraft } from '#ml/ngram/draft.ts'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { TensorFile } from '#ml/runtime/folder.ts'
import { openDecoder } from '#ml/runtime/index.ts'
import { tableDecoder, type TableDecoder } from '../../../support/bigram.ts'
import { decoderConfigs, fusedConfigs, fusedDecoder, plainDecoder } from '../../../support/decoders.ts'
import { golden, goldenCases, ownCases, references } from '../../../support/golden.ts'
import { byteTokenizer } from '../../../support/letters.ts'
import { signsOf } from '../../../support/signs.ts'

const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }
const signs = [97, 98, 99, 32, 46]

/** A small language of five signs, whose odds depend on the last two. `blur`: how far another speaker of it is from the first. */
const babble = (seed: number, blur = 0): TableDecoder => tableDecoder(257, 512, (held) => {
  const random = createRandom(seedState(seed, held.at(-1) ?? 0, held.at(-2) ?? 0))
  return Float32Array.from({ length: 257 }, (_, id) => (signs.includes(id) ? random.float() * 4 + blur * Math.sin(id * 7 + held.length) : -30))
})

interface Text { readonly pieces: readonly Written[]; readonly text: string; readonly guesses: { readonly made: number; readonly right: number } }

async function write(decoder: TableDecoder, changes: Partial<Wish>, draft: Draft | null): Promise<Text> {
  const pieces: Written[] = []
  const wish: Wish = { prompt: 'ab', maxTokens: 30, stopAt: 'tokens', explain: 2, ...changes, sampling: { seed: 1, stop: [], ...changes.sampling }, drafting: draft && { draft, checked: 0.1 } }
  let guesses = { made: 0, right: 0 }
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer: byteTokenizer }, wish, around)) {
    if (event.type === 'done') guesses = event.guesses ?? guesses
    else pieces.push(event)
  }
  return { pieces, text: pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join(''), guesses }
}

/** Guesses anything, and is sure of it. */
const blind = (seed: number): Draft => {
  const random = createRandom(seedState(seed))
  return { price: 0, guess: async ({ worth }) => { const ids: number[] = []; while (ids.length < 9 && worth(0.9)) ids.push(signs[random.below(signs.length)] ?? 97); return ids } }
}

const drafts: Readonly<Record<string, (seed: number) => Draft>> = {
  blind, 'a model alike': (seed) => modelDraft(holdDecoder(babble(seed, 0.5)), 0.05), 'the model itself': (seed) => modelDraft(holdDecoder(babble(seed)), 0.05),
  'phrases of its own': (seed) => {
    const random = createRandom(seedState(seed))
    return phraseDraft(learnNgrams([Array.from({ length: 400 }, () => signs[random.below(random.below(5) + 1)] ?? 97)], 257))
  }
}

const ways = fc.record({
  temperature: fc.constantFrom(0, 0.6, 1, 1.7), topP: fc.constantFrom(0.7, 1), topK: fc.constantFrom(0, 3), typicalP: fc.constantFrom(0.8, 1), mirostatTau: fc.constantFrom(0, 1.5),
  repetitionPenalty: fc.constantFrom(1, 1.4), frequencyPenalty: fc.constantFrom(0, 0.5), dryMultiplier: fc.constantFrom(0, 0.8), noRepeatNgram: fc.constantFrom(0, 4), xtcProbability: fc.constantFrom(0, 0.5),
  bannedPhrases: fc.constantFrom<readonly string[]>([], ['ab'], ['a b', 'cc']), stop: fc.constantFrom<readonly string[]>([], ['. a']), minTokens: fc.constantFrom(0, 6), seed: fc.nat(1000)
})

describe('speculative decoding', () => {
  it.each(Object.keys(drafts))('with %s, writes the very text, and tells of its tokens the very same', async (name) => {
    await fc.assert(fc.asyncProperty(ways, fc.constantFrom<Wish['stopAt']>('tokens', 'sentence'), async (sampling, stopAt) => {
      const draft = drafts[name]?.(sampling.seed) ?? null
      const [plain, drafted] = [await write(babble(sampling.seed), { sampling, stopAt }, null), await write(babble(sampling.seed), { sampling, stopAt }, draft)]
      expect(drafted.pieces).toEqual(plain.pieces)
      expect(drafted.guesses.right).toBeLessThanOrEqual(drafted.guesses.made)
    }), { numRuns: 60 })
  })

  it('runs the model less often the better the guesses are, and never for what is known', async () => {
    const plain = babble(3)
    await write(plain, { sampling: { temperature: 1, seed: 4, stop: [] } }, null)
    const knowing = babble(3)
    const { guesses } = await write(knowing, { sampling: { temperature: 1, seed: 4, stop: [] } }, modelDraft(holdDecoder(babble(3)), 0.02))
    expect(plain.runs).toHaveLength(30)
    expect(guesses.right).toBeGreaterThan(14)
    expect(knowing.runs).toHaveLength(30 - guesses.right)
  })

  it('goes on past the context as it would without', async () => {
    const short = (): TableDecoder => tableDecoder(257, 24, (held) => Float32Array.from({ length: 257 }, (_, id) => (signs.includes(id) ? Math.sin(id * (held.at(-1) ?? 0)) * 3 : -30)))
    const wish = { maxTokens: 120, sampling: { temperature: 0.8, seed: 2, stop: [] } }
    expect((await write(short(), wish, blind(1))).text).toBe((await write(short(), wish, null)).text)
  })

  it('draws by the model’s law after the samplers: chi-square over pairs of tokens, from drafts that are wrong and right', async () => {
    const sampling = { temperature: 0.8, topK: 3, repetitionPenalty: 1.3, frequencyPenalty: 0.4 }
    const counts = new Map<string, number>()
    const texts = 4000
    for (let seed = 0; seed < texts; seed++) {
      const { text } = await write(babble(9), { maxTokens: 2, explain: null, sampling: { ...sampling, seed, stop: [] } }, seed % 2 === 0 ? blind(seed) : modelDraft(holdDecoder(babble(9, 1)), 0.01))
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    const law = pairs(sampling)
    const chi = [...law].reduce((sum, [text, p]) => sum + ((counts.get(text) ?? 0) - texts * p) ** 2 / (texts * p), 0)
    expect([...counts.keys()].filter((text) => !law.has(text))).toEqual([])
    expect(law.size).toBe(9)
    // Eight degrees of freedom: one honest draft in a thousand comes out above 26.1.
    expect(chi).toBeLessThan(26.1)
  })
})

/** Every pair of tokens after "ab" with its probability, worked out by hand: penalties, temperature, the three likeliest. */
function pairs({ temperature, topK, repetitionPenalty, frequencyPenalty }: Readonly<Record<'temperature' | 'topK' | 'repetitionPenalty' | 'frequencyPenalty', number>>): ReadonlyMap<string, number> {
  const next = (said: readonly number[]): readonly (readonly [number, number])[] => {
    const random = createRandom(seedState(9, said.at(-1) ?? 0, said.at(-2) ?? 0))
    const raw = signs.toSorted((one, other) => one - other).map((id) => [id, random.float() * 4] as const)
    const heard = raw.map(([id, logit]) => {
      const times = said.filter((other) => other === id).length
      return [id, ((times > 0 ? (logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty) : logit) - times * frequencyPenalty) / temperature] as const
    })
    const kept = heard.toSorted((one, other) => other[1] - one[1]).slice(0, topK)
    const total = kept.reduce((sum, [, logit]) => sum + Math.exp(logit), 0)
    return kept.map(([id, logit]) => [id, Math.exp(logit) / total])
  }
  const start = [97, 98]
  return new Map(next(start).flatMap(([one, p]) => next([...start, one]).map(([two, q]) => [String.fromCharCode(one, two), p * q] as const)))
}

async function greedily(decoder: Parameters<typeof holdDecoder>[0], prompt: readonly number[], count: number, draft: Draft | null, stop: readonly string[] = []): Promise<readonly number[]> {
  const tokenizer = signsOf(decoder.vocabularySize)
  const wish: Wish = { prompt: tokenizer.decode(prompt), maxTokens: count, stopAt: 'tokens', sampling: { temperature: 0, seed: 1, stop }, drafting: draft && { draft, checked: 0.05 } }
  let text = ''
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer }, wish, around)) if (event.type === 'text') text += event.text
  return tokenizer.encode(text)
}

const continued = [...ownCases.map((name) => join(references, name)), ...goldenCases.map((name) => join(golden, name))]

describe('greedy, with a draft', () => {
  it.each(continued)('what PyTorch writes, guessed from its own end and by the model: %s', async (folder) => {
    const reference = await TensorFile.open(join(folder, 'reference.safetensors'))
    if (!reference.entries.has('greedy')) return
    const [expected, prompt] = [Array.from((await reference.longs('greedy')).data, Number), Array.from((await reference.longs('input_ids')).data.slice(0, 8), Number)]
    const [decoder, other] = [await openDecoder({ model: folder, adapter: null, device: 'cpu' }), await openDecoder({ model: folder, adapter: null, device: 'cpu' })]
    const wrongAtTimes = expected.map((id, i) => (i % 3 === 2 ? (id + 1) % decoder.vocabularySize : id))
    for (const draft of [phraseDraft(learnNgrams([[...prompt, ...wrongAtTimes]], decoder.vocabularySize)), modelDraft(holdDecoder(other), 0.05)]) {
      expect(await greedily(decoder, prompt, expected.length, draft)).toEqual(expected)
    }
    await decoder.dispose()
    await other.dispose()
  })

  it.each([['llama', fusedDecoder, fusedConfigs], ['mistral', fusedDecoder, fusedConfigs], ['gpt2', fusedDecoder, fusedConfigs], ['llama', plainDecoder, decoderConfigs], ['gru', plainDecoder, decoderConfigs]] as const)('%s: the same as alone', async (name, open, configs) => {
    const [alone, drafted] = [await open(configs[name] ?? {}), await open(configs[name] ?? {})]
    const expected = await greedily(alone, [5, 3, 8], 40, null)
    const draft = phraseDraft(learnNgrams([[5, 3, 8, ...expected.map((id, i) => (i % 5 === 4 ? 1 : id))]], alone.vocabularySize))
    expect(await greedily(drafted, [5, 3, 8], 40, draft)).toEqual(expected)
    await alone.dispose()
    await drafted.dispose()
  })
})

describe('how far ahead it pays to guess', () => {
  it('as far as tokens for their cost become no fewer, whatever the chances and prices', () => {
    const chances = fc.array(fc.double({ min: 0.01, max: 0.97, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(chances, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), (given, guessed, checked) => {
      const falling = given.toSorted((one, other) => other - one)
      const stakes = openStakes({ guessed, checked })
      stakes.begin(99)
      const taken = falling.findIndex((chance) => !stakes.worth(chance))
      const gain = (count: number): number => falling.slice(0, count).reduce(({ sum, all }, chance) => ({ sum: sum + all * chance, all: all * chance }), { sum: 1, all: 1 }).sum / (1 + count * (guessed + checked))
      const most = Math.max(...Array.from({ length: falling.length + 1 }, (_, count) => gain(count)))
      expect(gain(taken < 0 ? falling.length : taken)).toBeCloseTo(most, 9)
    }))
  })

  it('trusts a draft less that was wrong, and again when it is right', () => {
    const stakes = openStakes({ guessed: 0, checked: 0.3 })
    const bet = (): boolean => { stakes.begin(1); return stakes.worth(0.5) }
    expect(bet()).toBe(true)
    for (let times = 0; times < 40; times++) if (bet()) stakes.looked(false)
    expect(bet()).toBe(false)
    const fresh = openStakes({ guessed: 0, checked: 0.6 })
    for (let times = 0; times < 20; times++) { fresh.begin(9); if (fresh.worth(0.7)) fresh.looked(true) }
    fresh.begin(9)
    expect(fresh.worth(0.65)).toBe(true)
  })
})

describe('her turns of phrase as a draft', () => {
  it('names the likeliest of all tokens, or one that the same words led to', () => {
    const texts = fc.array(fc.array(fc.nat(5), { minLength: 8, maxLength: 60 }), { minLength: 1, maxLength: 3 })
    fc.assert(fc.property(texts, fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), (units, said) => {
      const model = learnNgrams(units, 6)
      const found = likeliest(model, said)
      const known = units.some((ids) => ids.slice(0, -1).includes(said.at(-1) ?? -1))
      expect(found !== null).toBe(known)
      if (!found) return
      const all = model.distribution(said)
      expect(found.chance).toBeCloseTo(all[found.id] ?? NaN, 12)
    }))
  })
})
