// npm run bench -- generate [ROW ...] [f32 int8 int4]: how fast a prompt is read and the rest is written, in whole, eight and four bits, beside transformers.js on the
// model as we export it and, where it is installed, llama.cpp's own benchmark on the same weights, in the same precision, turn about in
// one run; the first token behind a prompt that is known; four alternatives at once; what guessing ahead by her phrases or a small model is worth (rows `drafting`, of given texts or the samples);
// how soon another voice speaks (`switching`); what choosing a token takes beside the model (`choosing`).
import { rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AutoModelForCausalLM, env, Tensor } from '@huggingface/transformers'
import type { Json } from '#ml/models/config.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import type { Precision } from '#ml/nn/nbits.ts'
import { Base, wholeFrom } from '#ml/runtime/base.ts'
import { loadWeights, readJson } from '#ml/runtime/folder.ts'
import { FusedDecoder } from '#ml/runtime/fused.ts'
import { machine, median, table } from './measure.ts'
import { choosingHead, measureChoosing } from './support/choosing.ts'
import { draftingHead, measureDrafting } from './support/drafting.ts'
import { hasLlamaBench, llamaBench } from './support/llama-bench.ts'
import { gpt2, smollm2 } from './support/shapes.ts'
import { measureSwitching, switchingHead } from './support/switching.ts'
import { exported, inGguf } from './support/theirs.ts'
import { someValues } from './support/values.ts'

env.allowRemoteModels = false
const builtIn = resolve('resources/models/aurore-base')
const samples = ['resources/samples/fr/la-varagne.md', 'resources/samples/en/the-mardler.md'].map((file) => resolve(file))
const turns = 3

interface Row { readonly title: string; readonly config: Json; readonly folder: string | null; readonly prompt: number; readonly written: number; /** How often a turn reads the prompt: once is over too soon for a small model. */ readonly reads: number }
const rows: Readonly<Record<string, Row>> = {
  built: { title: 'built-in', config: await readJson(join(builtIn, 'config.json')), folder: builtIn, prompt: 128, written: 100, reads: 9 },
  smollm2: { title: 'SmolLM2 of 135 M', config: smollm2, folder: null, prompt: 512, written: 128, reads: 1 },
  gpt2: { title: 'GPT-2 of 124 M', config: gpt2, folder: null, prompt: 512, written: 128, reads: 1 }
}

interface Speeds { readonly read: number; readonly write: number }

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const idsOf = (count: number, vocabulary: number): readonly number[] => Array.from({ length: count }, (_, i) => (i * 7919) % vocabulary)

/** The middle of several readings. */
async function often(times: number, reading: () => Promise<number>): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < times; i++) all.push(await reading())
  return median(all)
}

async function ours(decoder: FusedDecoder, { prompt, written, reads }: Row): Promise<Speeds> {
  const ids = idsOf(prompt, decoder.vocabularySize)
  const read = await often(reads, async () => {
    await decoder.truncate(0)
    return seconds(() => decoder.append(ids))
  })
  const write = await seconds(async () => { for (let i = 0; i < written; i++) await decoder.append([i]) })
  return { read: prompt / read, write: written / write }
}

/** Milliseconds to the first token behind a prompt of which all but the last eight tokens are known; tokens a second of four alternatives together. */
async function warm(decoder: FusedDecoder, { prompt }: Row): Promise<{ readonly first: number; readonly four: number }> {
  const ids = idsOf(prompt, decoder.vocabularySize)
  await decoder.truncate(prompt - 8)
  const first = await seconds(() => decoder.append(ids.slice(-8)))
  const branches = await decoder.fork(4)
  const steps = 24
  const four = await seconds(async () => { for (let i = 0; i < steps; i++) await branches.append([i, i + 1, i + 2, i + 3]) })
  await branches.dispose()
  return { first: 1000 * first, four: (4 * steps) / four }
}

type Theirs = Awaited<ReturnType<typeof AutoModelForCausalLM.from_pretrained>>

async function theirs(model: Theirs, { prompt, written, config, reads }: Row): Promise<Speeds> {
  const ids = new Tensor('int64', BigInt64Array.from(idsOf(prompt, Number(config['vocab_size'])), BigInt), [1, prompt])
  const attention_mask = new Tensor('int64', new BigInt64Array(prompt).fill(1n), [1, prompt])
  const run = (tokens: number): Promise<number> => {
    const options = { input_ids: ids, attention_mask, max_new_tokens: tokens, min_new_tokens: tokens, do_sample: false, eos_token_id: -1 }
    return seconds(() => model.generate(options as Parameters<Theirs['generate']>[0]) as Promise<unknown>)
  }
  const read = await often(reads, () => run(1))
  const whole = await run(written + 1)
  return { read: prompt / read, write: written / Math.max(whole - read, 1e-3) }
}

const middle = (all: readonly Speeds[]): string => `${Math.round(median(all.map((s) => s.read)))} / ${Math.round(median(all.map((s) => s.write)))}`

const isBenched = hasLlamaBench()

interface Turn { readonly mine: Speeds; readonly other: Speeds; readonly third: Speeds | null; readonly warm: Awaited<ReturnType<typeof warm>> }

async function turnsOf(row: Row, weights: ReadonlyMap<string, Float32Array>, precision: Precision): Promise<readonly Turn[]> {
  const model = modelFor(row.config)
  const folder = await exported(row.config, weights, precision)
  const base = await Base.open({ model, precision, whole: wholeFrom(weights), cache: null })
  const decoder = new FusedDecoder({ model, precision, ...(await base.program()), inputs: {} }, () => base.dispose())
  const other = await AutoModelForCausalLM.from_pretrained(folder, { dtype: 'fp32', local_files_only: true })
  const file = isBenched ? await inGguf(row.config, weights, precision) : null
  await ours(decoder, { ...row, written: 4 })
  const done: Turn[] = []
  for (let turn = 0; turn < turns; turn++) done.push({ mine: await ours(decoder, row), warm: await warm(decoder, row), other: await theirs(other, row), third: file === null ? null : llamaBench(file, row.prompt, row.written) })
  await decoder.dispose()
  await other.dispose()
  if (file !== null) rmSync(dirname(file), { recursive: true })
  rmSync(folder, { recursive: true })
  return done
}

async function measure(row: Row, precisions: readonly Precision[]): Promise<readonly (readonly string[])[]> {
  const model = modelFor(row.config)
  const specs = weightSpecs(model, plainLinear)
  const weights = row.folder === null ? new Map(specs.map((spec) => [spec.name, someValues(spec)])) : await loadWeights(row.folder, model, specs)
  const lines: string[][] = []
  for (const precision of precisions) {
    const done = await turnsOf(row, weights, precision)
    const ratio = (of: keyof Speeds, to: (turn: Turn) => Speeds = (t) => t.other): string => median(done.map((t) => t.mine[of] / to(t)[of])).toFixed(2)
    const thirds = done.map((t) => t.third).filter((third) => third !== null)
    const third = thirds.length === 0 ? ['-', '-'] : [middle(thirds), `${ratio('read', (t) => t.third ?? t.other)} / ${ratio('write', (t) => t.third ?? t.other)}`]
    lines.push([row.title, precision, middle(done.map((t) => t.mine)), middle(done.map((t) => t.other)), `${ratio('read')} / ${ratio('write')}`, ...third,
      `${Math.round(median(done.map((t) => t.warm.first)))} ms`, median(done.map((t) => t.warm.four / t.mine.write)).toFixed(2)])
  }
  return lines
}

const asked = process.argv.slice(2)
const isAsked = (name: string): boolean => !asked.some((one) => one in rows || one in others) || asked.includes(name)
const kinds = (['f32', 'int8', 'int4'] as const).filter((kind, _, all) => !all.some((one) => asked.includes(one)) || asked.includes(kind))

/** Tables of their own. */
const others: Readonly<Record<string, () => Promise<void>>> = {
  drafting: async () => {
    const files = asked.filter((name) => !(name in rows || name in others || ['f32', 'int8', 'int4'].includes(name)))
    const drafted: (readonly string[])[] = []
    for (const file of files.length > 0 ? files : samples) for (const precision of ['f32', 'int8'] as const) drafted.push(...await measureDrafting(builtIn, file, precision))
    table(draftingHead, drafted)
  },
  choosing: async () => { table(choosingHead, measureChoosing()) },
  switching: async () => { table(switchingHead, await measureSwitching(builtIn)) }
}

const lines: (readonly string[])[] = []
for (const [name, row] of Object.entries(rows)) if (isAsked(name)) lines.push(...await measure(row, kinds))
for (const [name, tell] of Object.entries(others)) if (isAsked(name)) await tell()
if (lines.length > 0) process.stdout.write(`${machine()}; tokens/s, prompt / writing; medians of ${turns} turns\n\n`)
if (lines.length > 0) table(['model', 'weights', 'Aurore', 'transformers.js', 'ratio', 'llama.cpp', 'ratio', 'first token, prompt known', '4 alternatives over one'], lines)
