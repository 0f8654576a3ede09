// What guessing ahead is worth: the built-in model with an author's turns of phrase, without a draft, with those turns as one, and with its own first layers as one,
// turn about, from texts she held back. Knows the engine's parts; the text is the same in all ways, so only the clock differs.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { generate, holdDecoder, modelDraft, type HeldDecoder, type Wish } from '#ml/generation/index.ts'
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

/** As a voice has them: the share that learning finds best on the built-in model is about this. */
const SHARE = 0.08
/** The first one warms up and is not counted. */
const openings = 4
const written = 60
/** Of the built-in model's six: as they are, under its own last norm and head; nothing was trained for it. */
const layers = 2

const ways: Readonly<Record<string, Sampling>> = { greedy: { ...presets.balanced, temperature: 0 }, balanced: presets.balanced }
const around = { clock: () => performance.now() / 1000, cancelled: () => false, breathe: async () => undefined }
/** Nothing is remembered: the price is this machine's, now. */
const forgetful = { recall: async () => null, remember: async () => undefined }

interface Taken { readonly seconds: number; readonly tokens: number; readonly made: number; readonly right: number }

export const draftingHead = ['phrases of', 'way', 'draft', 'guesses', 'right', 'tokens a run', 'tokens/s without', 'tokens/s with', 'ratio'] as const

/** A folder of the model with fewer layers, its weights the same file; taken away by the caller. */
function firstLayers(model: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'aurore-draft-'))
  for (const name of ['model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(model, name), join(folder, name))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...JSON.parse(readFileSync(join(model, 'config.json'), 'utf8')) as object, num_hidden_layers: layers }))
  return folder
}

const open = (model: string, precision: 'f32' | 'int8') => openDecoder({ model, adapter: null, device: 'cpu', precision })

/** Seconds of one token, the middle of several. */
async function pace(held: HeldDecoder): Promise<number> {
  await held.fill([1, 2, 3, 4, 5, 6, 7, 8], () => false, around.breathe)
  const all: number[] = []
  for (let i = 0; i < 24; i++) {
    const began = performance.now()
    await held.append(i)
    all.push((performance.now() - began) / 1000)
  }
  return median(all)
}

export async function measureDrafting(model: string, file: string, precision: 'f32' | 'int8'): Promise<readonly (readonly string[])[]> {
  const tokenizer = loadTokenizer(readFileSync(join(model, 'tokenizer.json'), 'utf8'), readFileSync(join(model, 'tokenizer_config.json'), 'utf8'))
  const text = asPrinted(readFileSync(file, 'utf8'))
  const cut = Math.floor(text.length * 0.85)
  const ngrams = learnNgrams([tokenizer.encode(text.slice(0, cut))], tokenizer.vocabularySize)
  const folder = firstLayers(model)
  const [decoder, small] = [await open(model, precision), await open(folder, precision)]
  const checked = await priceOfLooking(forgetful, decoder, [])
  const [held, first] = [holdDecoder(decoder), holdDecoder(small)]
  const price = (await pace(first)) / (await pace(held))
  const prompts = Array.from({ length: openings }, (_, i) => cut + Math.floor(((text.length - cut) * (i + 1)) / (openings + 1))).map((at) => text.slice(Math.max(0, at - 600), at))
  const take = async (sampling: Sampling, prompt: string, seed: number, drafting: Wish['drafting']): Promise<Taken> => {
    const wish = { prompt, maxTokens: written, stopAt: 'tokens', sampling: { ...sampling, seed }, voicing: [withPhrases({ model: ngrams, share: SHARE })], drafting } as const
    for await (const event of generate({ decoder: held, tokenizer }, wish, around)) {
      if (event.type === 'done') return { seconds: (event.tokens - 1) / event.tokensPerSecond, tokens: event.tokens - 1, made: event.guesses?.made ?? 0, right: event.guesses?.right ?? 0 }
    }
    throw new Error('the writing did not end')
  }
  const drafts = { phrases: () => phraseDraft(ngrams), [`${layers} layers, at ${price.toFixed(2)}`]: () => modelDraft(first, price) }
  const lines: string[][] = []
  for (const [name, sampling] of Object.entries(ways)) {
    const taken = new Map<string, Taken[]>(['none', ...Object.keys(drafts)].map((draft) => [draft, []]))
    for (const [seed, prompt] of prompts.entries()) {
      taken.get('none')?.push(await take(sampling, prompt, seed, null))
      for (const [draft, make] of Object.entries(drafts)) taken.get(draft)?.push(await take(sampling, prompt, seed, { draft: make(), checked }))
    }
    for (const draft of Object.keys(drafts)) lines.push([`${basename(file)} (${precision}; a look costs ${checked.toFixed(2)})`, name, draft, ...compared(taken.get('none')?.slice(1) ?? [], taken.get(draft)?.slice(1) ?? [])])
  }
  await decoder.dispose()
  await small.dispose()
  rmSync(folder, { recursive: true })
  return lines
}

const speed = (one: Taken): number => one.tokens / one.seconds

function compared(without: readonly Taken[], within: readonly Taken[]): readonly string[] {
  const { tokens, made, right } = within.reduce((sum, one) => ({ tokens: sum.tokens + one.tokens, made: sum.made + one.made, right: sum.right + one.right }), { tokens: 0, made: 0, right: 0 })
  return [String(made), made === 0 ? '-' : `${Math.round((100 * right) / made)} %`, (tokens / (tokens - right)).toFixed(2),
    Math.round(median(without.map(speed))).toString(), Math.round(median(within.map(speed))).toString(), median(within.map((one, i) => speed(one) / speed(without[i] ?? one))).toFixed(2)]
}
