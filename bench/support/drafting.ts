// What guessing ahead is worth: the built-in model with an author's turns of phrase, with and without them as a draft, turn about, from texts she held back.
// Knows the engine's parts; the text is the same both ways, so only the clock differs.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { generate, holdDecoder, type Wish } from '#ml/generation/index.ts'
import { phraseDraft } from '#ml/ngram/draft.ts'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { withPhrases } from '#ml/ngram/phrases.ts'
import { openDecoder } from '#ml/runtime/index.ts'
import { loadTokenizer } from '#ml/tokenizer/index.ts'
import { priceOfLooking } from '#main/engine/process/measure.ts'
import { asPrinted } from '#main/corpora/printed.ts'
import type { Sampling } from '#shared/contract/sampling.ts'
import { presets } from '#shared/presets.ts'
import { median } from '../measure.ts'

/** Rounds over all openings; the first warms up. */
const turns = 3
/** As a voice has them: the share that learning finds best on the built-in model is about this. */
const SHARE = 0.08
const openings = 6
const written = 100

const ways: Readonly<Record<string, Sampling>> = { greedy: { ...presets.balanced, temperature: 0 }, plain: presets.plain, balanced: presets.balanced, dreaming: presets.dreaming }
const around = { clock: () => performance.now() / 1000, cancelled: () => false, breathe: async () => undefined }
/** Nothing is remembered: the price is this machine's, now. */
const forgetful = { recall: async () => null, remember: async () => undefined }

interface Taken { readonly seconds: number; readonly tokens: number; readonly made: number; readonly right: number }

export const draftingHead = ['phrases of', 'way', 'guesses', 'right', 'tokens a run', 'tokens/s without', 'tokens/s with', 'ratio'] as const

export async function measureDrafting(model: string, file: string, precision: 'f32' | 'int8'): Promise<readonly (readonly string[])[]> {
  const tokenizer = loadTokenizer(readFileSync(join(model, 'tokenizer.json'), 'utf8'), readFileSync(join(model, 'tokenizer_config.json'), 'utf8'))
  const text = asPrinted(readFileSync(file, 'utf8'))
  const cut = Math.floor(text.length * 0.85)
  const ngrams = learnNgrams([tokenizer.encode(text.slice(0, cut))], tokenizer.vocabularySize)
  const decoder = await openDecoder({ model, adapter: null, device: 'cpu', precision })
  const checked = await priceOfLooking(forgetful, decoder, [])
  const held = holdDecoder(decoder)
  const prompts = Array.from({ length: openings }, (_, i) => cut + Math.floor(((text.length - cut) * (i + 1)) / (openings + 1))).map((at) => text.slice(Math.max(0, at - 600), at))
  const take = async (sampling: Sampling, prompt: string, seed: number, drafting: Wish['drafting']): Promise<Taken> => {
    const wish = { prompt, maxTokens: written, stopAt: 'tokens', sampling: { ...sampling, seed }, voicing: [withPhrases({ model: ngrams, share: SHARE })], drafting } as const
    for await (const event of generate({ decoder: held, tokenizer }, wish, around)) {
      if (event.type === 'done') return { seconds: (event.tokens - 1) / event.tokensPerSecond, tokens: event.tokens - 1, made: event.guesses?.made ?? 0, right: event.guesses?.right ?? 0 }
    }
    throw new Error('the writing did not end')
  }
  const lines: string[][] = []
  for (const [name, sampling] of Object.entries(ways)) {
    const pairs: { readonly without: Taken; readonly within: Taken }[] = []
    for (let turn = 0; turn < turns; turn++) {
      for (const [seed, prompt] of prompts.entries()) pairs.push({ without: await take(sampling, prompt, seed, null), within: await take(sampling, prompt, seed, { draft: phraseDraft(ngrams), checked }) })
    }
    const counted = pairs.slice(prompts.length)
    const speed = (one: Taken): number => one.tokens / one.seconds
    const { tokens, made, right } = counted.reduce((sum, { within }) => ({ tokens: sum.tokens + within.tokens, made: sum.made + within.made, right: sum.right + within.right }), { tokens: 0, made: 0, right: 0 })
    lines.push([`${basename(file)} (${precision}; a look costs ${checked.toFixed(2)})`, name, String(made), `${Math.round((100 * right) / made)} %`, (tokens / (tokens - right)).toFixed(2),
      Math.round(median(counted.map((p) => speed(p.without)))).toString(), Math.round(median(counted.map((p) => speed(p.within)))).toString(), median(counted.map((p) => speed(p.within) / speed(p.without))).toFixed(2)])
  }
  await decoder.dispose()
  return lines
}
