// One measurement of memory, in a process of its own: prints what was estimated and what was needed. memory-row.ts FOLDER METHOD BATCH LENGTH
import { estimateMemory, openLearner, type LearnerRequest } from '#ml/runtime/index.ts'

const [model = '', method = 'full', batch = 4, length = 256] = process.argv.slice(2).map((given, i) => (i < 2 ? given : Number(given))) as [string, LearnerRequest['method'], number, number]
const shape = { model, method, rank: 16 }
const learner = await openLearner({ ...shape, device: 'cpu', alpha: 32, weightDecay: 0.01, clip: 1, seed: 1 })
const ids = BigInt64Array.from({ length: batch * length }, (_, i) => BigInt((i * 7919) % 8000))
const given = { inputIds: ids, labels: ids, batch, length }
await learner.evaluate(given)
for (let step = 1; step <= 4; step++) {
  await learner.accumulate(given)
  await learner.apply({ learningRate: 1e-4, step })
}
const { memoryBytes } = await estimateMemory({ ...shape, batch, context: length })
process.stdout.write(`${JSON.stringify({ estimated: memoryBytes, measured: process.resourceUsage().maxRSS * 1024 })}\n`)
