// npm run bench -- train [MODEL FOLDER]: tokens a second of a training step, beside the speed of plain matrix products in the same run.
import { resolve } from 'node:path'
import { Graph } from '#ml/graph/graph.ts'
import { gemm } from '#ml/ops/linear.ts'
import { Engine, floats } from '#ml/runtime/engine.ts'
import { openLearner, type LearnerRequest } from '#ml/runtime/index.ts'
import { readModel } from '#ml/runtime/folder.ts'
import { machine, median, table, timed, whole } from './measure.ts'

const folder = resolve(process.argv[2] ?? 'resources/models/aurore-base')
const [batch, steps] = [4, 9]
const sizes = (await readModel(folder)).sizes
const length = Math.min(256, sizes.context)
const rows = batch * length

/** GFLOP/s of one product of the feed-forward's shape, nothing else. */
async function plainProducts(): Promise<number> {
  const graph = new Graph()
  graph.output(gemm(graph.input('a', 'float32', [rows, sizes.hidden]), graph.input('b', 'float32', [sizes.feedForward, sizes.hidden]), { transB: true }), 'y')
  const program = await new Engine('cpu').compile(graph, { host: ['y'] })
  const ones = (...shape: readonly number[]): ReturnType<typeof floats> => floats(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5), shape)
  const [a, b] = [ones(rows, sizes.hidden), ones(sizes.feedForward, sizes.hidden)]
  const seconds = median(await timed(60, 20, () => program.run({ a, b })))
  await program.dispose()
  return (2 * rows * sizes.hidden * sizes.feedForward) / seconds / 1e9
}

/** Multiplications and additions of the matrix products of one step, forward and backward. */
function products(method: LearnerRequest['method']): number {
  const { hidden, layers, heads, kvHeads, headDim, feedForward, vocabulary } = sizes
  const linear = layers * (hidden * headDim * (2 * heads + 2 * kvHeads) + 3 * hidden * feedForward) + hidden * vocabulary
  const attention = layers * 2 * length * heads * headDim
  return rows * ((method === 'lora' ? 4 : 6) * linear + 6 * attention)
}

async function measure(method: LearnerRequest['method']): Promise<{ readonly tokens: number; readonly gflops: number; readonly evaluation: number }> {
  const learner = await openLearner({ model: folder, method, device: 'cpu', rank: 16, alpha: 32, weightDecay: 0.01, clip: 1, seed: 1 })
  const ids = BigInt64Array.from({ length: rows }, (_, i) => BigInt((i * 7919) % sizes.vocabulary))
  const given = { inputIds: ids, labels: ids, batch, length }
  let step = 0
  const seconds = median(await timed(steps, 3, async () => {
    await learner.accumulate(given)
    await learner.apply({ learningRate: 1e-4, step: ++step })
  }))
  const evaluation = rows / median(await timed(5, 1, () => learner.evaluate(given)))
  await learner.dispose()
  return { tokens: rows / seconds, gflops: products(method) / seconds / 1e9, evaluation }
}

const plain = await plainProducts()
const lines = []
for (const method of ['full', 'lora'] as const) {
  const { tokens, gflops, evaluation } = await measure(method)
  lines.push([method, whole(tokens), whole(gflops), `${Math.round((100 * gflops) / plain)} %`, whole(evaluation)])
}
process.stdout.write(`${machine()}; batch ${batch} × ${length}; plain products ${whole(plain)} GFLOP/s; peak memory ${whole(process.resourceUsage().maxRSS / 1024)} MiB\n\n`)
table(['method', 'tokens/s', 'GFLOP/s in products', 'of plain products', 'evaluation tokens/s'], lines)
