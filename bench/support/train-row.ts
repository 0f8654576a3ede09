// One row of the training table, in a process of its own so that its memory is its own: prints one JSON line. train-row.ts ROW STEPS
import { modelFor } from '#ml/models/registry.ts'
import { Engine } from '#ml/runtime/engine.ts'
import { isAdapter, weightSpecs } from '#ml/models/layers.ts'
import { linearFor } from '#ml/runtime/learning.ts'
import { OnnxLearner } from '#ml/runtime/learner.ts'
import { median, timed } from '../measure.ts'
import { rank, rows } from './shapes.ts'
import { someValues } from './values.ts'

const row = rows[process.argv[2] ?? '']
if (!row) throw new RangeError(`one of ${Object.keys(rows).join(', ')} was expected`)
const { config, method, batch, length } = row
const before = process.memoryUsage().rss

const model = modelFor(config)
const linear = linearFor(model, { method, rank, alpha: 2 * rank })
const trainable = method === 'lora' ? isAdapter : (): boolean => true
const learner = await OnnxLearner.create(new Engine('cpu'), {
  model, linear, trainable, weights: new Map(weightSpecs(model, linear).map((spec) => [spec.name, someValues(spec)])), yielded: true, weightDecay: 0.01, clip: 1
})
const ids = BigInt64Array.from({ length: batch * length }, (_, i) => BigInt((i * 7919) % model.sizes.vocabulary))
let step = 0
const seconds = await timed(Number(process.argv[3] ?? 8), 2, async () => {
  await learner.accumulate({ inputIds: ids, labels: ids, batch, length })
  await learner.apply({ learningRate: 1e-4, step: ++step })
})
const peak = process.resourceUsage().maxRSS * 1024 - before
process.stdout.write(`${JSON.stringify({ tokensPerSecond: (batch * length) / median(seconds), peakBytes: peak })}\n`)
