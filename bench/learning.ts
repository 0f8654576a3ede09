// npm run bench -- learning [FILE ...] [--tokens bytes|N]: what learning is worth, against what needs none: a 5-gram model with Kneser-Ney smoothing on the same tokens.
// Held-out loss of a voice over the built-in base, a recurrent model and a small Llama from scratch. Without files: the sample manuscripts, one after the other. With
// --tokens, as one would learn from nothing: bytes, or so many tokens made from the chapters learned from, and no voice. One thread does: `taskset -c 1 npm run bench -- …`.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chapterText, readManuscript } from '#main/corpora/index.ts'
import { type Hooks, learn, measuringBatches, packWindows, type Recipe, separateWindows } from '#ml/training/index.ts'
import { openLearner } from '#ml/runtime/index.ts'
import { loadTokenizer, trainByteLevelBpe, type TokenizerFiles } from '#ml/tokenizer/index.ts'
import { builtInContenders, type Contender, ownContenders, shapeIn } from './support/contenders.ts'
import { type Corpus, count, tunedNgrams } from './support/ngram-line.ts'
import { machine, table, whole } from './measure.ts'

const base = 'resources/models/aurore-base'
const builtIn: TokenizerFiles = { definition: readFileSync(join(base, 'tokenizer.json'), 'utf8'), config: readFileSync(join(base, 'tokenizer_config.json'), 'utf8') }
const temporary = mkdtempSync(join(tmpdir(), 'aurore-bench-'))
const asked = process.argv.slice(2)
const tokensAt = asked.indexOf('--tokens')
const own = tokensAt < 0 ? null : (asked[tokensAt + 1] ?? 'bytes')
const files = asked.filter((_, i) => tokensAt < 0 || (i !== tokensAt && i !== tokensAt + 1))

/** Every tenth chapter is held back; a text of few chapters gives its fifth. */
async function read(paths: readonly string[]): Promise<{ readonly train: readonly string[]; readonly heldOut: readonly string[] }> {
  const chapters = (await Promise.all(paths.map(async (file) => (await readManuscript({ name: basename(file), bytes: readFileSync(file) })).chapters.map(chapterText)))).flat()
  const every = chapters.length >= 20 ? 10 : 5
  return { train: chapters.filter((_, i) => i % every !== every - 1), heldOut: chapters.filter((_, i) => i % every === every - 1) }
}

/** Of single bytes there are 256, and the built-in tokenizer's special tokens. */
async function tokenizerFor(train: readonly string[]): Promise<TokenizerFiles> {
  if (own === null) return builtIn
  const special = (JSON.parse(builtIn.definition) as { added_tokens: unknown[] }).added_tokens.length
  return trainByteLevelBpe(train, { vocabularySize: own === 'bytes' ? 256 + special : Number(own), like: builtIn })
}

type Tokens = ReturnType<typeof loadTokenizer>
const silent: Hooks = { requested: () => 'none', breathe: async () => undefined, keepBest: async () => undefined, checkpoint: async () => undefined, async *samples() { yield* [] } }

/** Best held-out loss of a run, in nats a token, and the seconds it took. */
async function contend({ title, config, method, learningRate, passes, context, batch }: Contender, { train, heldOut }: Corpus, tokenizer: Tokens): Promise<{ readonly loss: number; readonly seconds: number }> {
  const cutting = { context, beginning: tokenizer.beginning, separator: tokenizer.endOfText }
  const windows = packWindows(train, cutting)
  const steps = Math.ceil((passes * windows.length) / batch)
  const recipe: Recipe = { steps, learningRate, warmup: Math.round(steps * 0.03), context, batch, accumulation: 1, evaluateEvery: Math.ceil(steps / 12), patience: null, checkpointSeconds: 3600, seed: 1 }
  const model = config === null ? base : shapeIn(temporary, title, { ...config, vocab_size: tokenizer.vocabularySize })
  if (config !== null) for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(base, file), join(model, file))
  const learner = await openLearner({ model, method, device: 'cpu', rank: 16, alpha: 32, weightDecay: 0.01, clip: 1, seed: 1 })
  const start = performance.now()
  const padding = tokenizer.endOfText ?? 0
  const data = { windows, heldOut: measuringBatches(separateWindows(heldOut, { ...cutting, context: 256 }), 8, 256, padding), padding }
  let loss = Infinity
  for await (const event of learn({ learner, data, recipe, clock: () => performance.now() / 1000, hooks: silent, from: null })) if (event.type === 'metric' && event.metric.heldOut !== null) loss = Math.min(loss, event.metric.heldOut)
  await learner.dispose()
  return { loss, seconds: (performance.now() - start) / 1000 }
}

const corpora = files.length > 0 ? [files] : [['resources/samples/fr/la-varagne.md'], ['resources/samples/en/the-mardler.md']]
process.stdout.write(`${machine()}\n`)
for (const chosen of corpora) {
  const texts = await read(chosen)
  const { definition, config } = await tokenizerFor(texts.train)
  const tokenizer = loadTokenizer(definition, config)
  const corpus: Corpus = { train: texts.train.map((text) => tokenizer.encode(text)), heldOut: texts.heldOut.map((text) => tokenizer.encode(text)) }
  const { loss: line, discounting } = tunedNgrams(corpus, tokenizer)
  process.stdout.write(`\n${chosen.map((f) => basename(f)).join(', ')}: ${whole(count(corpus.train))} tokens of ${whole(tokenizer.vocabularySize)} to learn from, ${whole(count(corpus.heldOut))} held back (loss in nats a token)\n\n`)
  const results: (string | number)[][] = [[`5-gram, Kneser-Ney, discounts × ${discounting}`, line.toFixed(3), Math.exp(line).toFixed(1), '', '']]
  for (const contender of own === null ? builtInContenders : ownContenders) {
    const { loss, seconds } = await contend(contender, corpus, tokenizer)
    process.stderr.write(`${contender.title}: ${loss.toFixed(3)} after ${whole(seconds)} s\n`)
    results.push([contender.title, loss.toFixed(3), Math.exp(loss).toFixed(1), loss < line ? 'below' : 'not below', `${whole(seconds)} s`])
  }
  table(['model', 'held-out loss', 'perplexity', 'the 5-gram', 'time'], results)
}
rmSync(temporary, { recursive: true, force: true })
