// npm run bench -- learning [FILE ...]: what learning is worth, against what needs none: a 5-gram model with Kneser-Ney smoothing on the same tokens. Held-out
// loss of a voice over the built-in base, a recurrent model and a small Llama from scratch. Without files: the sample manuscripts, one after the other.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chapterText, readManuscript } from '#main/corpora/index.ts'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { openLearner } from '#ml/runtime/index.ts'
import { loadTokenizer } from '#ml/tokenizer/index.ts'
import { type Hooks, learn, measuringBatches, packWindows, type Recipe, separateWindows } from '#ml/training/index.ts'
import { machine, table, whole } from './measure.ts'

const base = 'resources/models/aurore-base'
const tokenizer = loadTokenizer(readFileSync(join(base, 'tokenizer.json'), 'utf8'), readFileSync(join(base, 'tokenizer_config.json'), 'utf8'))
const vocabulary = 8192

interface Contender { readonly title: string; readonly config: object | null; readonly method: 'lora' | 'scratch'; readonly learningRate: number; readonly passes: number; readonly context: number }

const contenders: readonly Contender[] = [
  { title: 'voice over the base, LoRA', config: null, method: 'lora', learningRate: 2e-3, passes: 4, context: 256 },
  { title: 'Llama from scratch, 2 layers of 128', config: {
    model_type: 'llama', vocab_size: vocabulary, hidden_size: 128, intermediate_size: 344, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 4, max_position_embeddings: 256, tie_word_embeddings: true
  }, method: 'scratch', learningRate: 3e-3, passes: 12, context: 128 },
  { title: 'LSTM from scratch, 1 layer of 192', config: { model_type: 'recurrent-lm', cell: 'lstm', vocab_size: vocabulary, embedding_size: 192, hidden_size: 192, num_layers: 1, tie_word_embeddings: true }, method: 'scratch', learningRate: 4e-3, passes: 12, context: 65 }
]

const temporary = mkdtempSync(join(tmpdir(), 'aurore-bench-'))

function folderOf({ title, config }: Contender): string {
  if (config === null) return base
  const folder = join(temporary, title.replaceAll(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(base, file), join(folder, file))
  return folder
}

interface Corpus { readonly train: readonly (readonly number[])[]; readonly heldOut: readonly (readonly number[])[] }
const count = (units: readonly (readonly number[])[]): number => units.reduce((n, u) => n + u.length, 0)

/** Every tenth chapter is held back; a text of few chapters gives its fifth. */
async function read(files: readonly string[]): Promise<Corpus> {
  const chapters = (await Promise.all(files.map(async (file) => (await readManuscript({ name: basename(file), bytes: readFileSync(file) })).chapters.map(chapterText)))).flat()
  const every = chapters.length >= 20 ? 10 : 5
  const ids = chapters.map((text) => tokenizer.encode(text))
  return { train: ids.filter((_, i) => i % every !== every - 1), heldOut: ids.filter((_, i) => i % every === every - 1) }
}

/** Best held-out loss of a run, in nats a token, and the seconds it took. */
async function contend(contender: Contender, { train, heldOut }: Corpus): Promise<{ readonly loss: number; readonly seconds: number }> {
  const { context } = contender
  const batch = Math.max(4, Math.floor(1024 / context))
  const cutting = { context, beginning: tokenizer.beginning, separator: tokenizer.endOfText }
  const windows = packWindows(train, cutting)
  const steps = Math.ceil((contender.passes * windows.length) / batch)
  const recipe: Recipe = {
    steps, learningRate: contender.learningRate, warmup: Math.round(steps * 0.05), context, batch, accumulation: 1, evaluateEvery: Math.ceil(steps / 12), patience: null, checkpointSeconds: 3600, seed: 1
  }
  const learner = await openLearner({ model: folderOf(contender), method: contender.method, device: 'cpu', rank: 16, alpha: 32, weightDecay: 0.01, clip: 1, seed: 1 })
  const start = performance.now()
  let loss = Infinity
  const hooks: Hooks = { requested: () => 'none', breathe: async () => undefined, keepBest: async () => undefined, checkpoint: async () => undefined, async *samples() { yield* [] } }
  const data = { windows, heldOut: measuringBatches(separateWindows(heldOut, { ...cutting, context: 256 }), batch, 256, tokenizer.endOfText ?? 0), padding: tokenizer.endOfText ?? 0 }
  for await (const event of learn({ learner, data, recipe, clock: () => performance.now() / 1000, hooks, from: null })) if (event.type === 'metric' && event.metric.heldOut !== null) loss = Math.min(loss, event.metric.heldOut)
  await learner.dispose()
  return { loss, seconds: (performance.now() - start) / 1000 }
}

/** Scored in the same windows as the others. */
function ngrams({ train, heldOut }: Corpus): number {
  const model = learnNgrams(train, vocabulary)
  const scores = separateWindows(heldOut, { context: 256, beginning: tokenizer.beginning, separator: tokenizer.endOfText }).map((w) => model.score(w.ids))
  return scores.reduce((n, s) => n + s.nll, 0) / scores.reduce((n, s) => n + s.tokens, 0)
}

const files = process.argv.slice(2)
const corpora = files.length > 0 ? [files] : [['resources/samples/fr/la-varagne.md'], ['resources/samples/en/the-mardler.md']]
process.stdout.write(`${machine()}\n`)
for (const chosen of corpora) {
  const corpus = await read(chosen)
  const line = ngrams(corpus)
  process.stdout.write(`\n${chosen.map((f) => basename(f)).join(', ')}: ${whole(count(corpus.train))} tokens to learn from, ${whole(count(corpus.heldOut))} held back (loss in nats a token)\n\n`)
  const results: (string | number)[][] = [['5-gram, Kneser-Ney', line.toFixed(3), whole(Math.exp(line)), '', '']]
  for (const contender of contenders) {
    const { loss, seconds } = await contend(contender, corpus)
    results.push([contender.title, loss.toFixed(3), whole(Math.exp(loss)), loss < line ? 'below' : 'not below', `${whole(seconds)} s`])
  }
  table(['model', 'held-out loss', 'perplexity', 'the 5-gram', 'time'], results)
}
rmSync(temporary, { recursive: true, force: true })
