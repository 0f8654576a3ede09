// One measurement of memory, in a process of its own: prints what was estimated and what was needed. memory-row.ts FOLDER METHOD BATCH LENGTH WAY
import { estimateMemory, openLearner, type LearnerRequest } from '#ml/runtime/index.ts'

type Way = Pick<LearnerRequest, 'checkpointing' | 'baseWeights' | 'reading'>
/** How a run saves memory, by name. */
const ways: Readonly<Record<string, Way>> = { '': {}, checkpointed: { checkpointing: 'on' }, 'checkpointed, int8': { checkpointing: 'on', baseWeights: 'int8' }, 'two labels': { reading: { objective: 'class', labels: ['a', 'b'] } }, 'hidden words': { reading: { objective: 'masked' } } }

const [model = '', method = 'full', batch = '4', length = '256', way = ''] = process.argv.slice(2) as [string, LearnerRequest['method'], string, string, string]
const [rows, columns] = [Number(batch), Number(length)]
const shape = { model, method, rank: 16, ...ways[way] }
const learner = await openLearner({ ...shape, device: 'cpu', alpha: 32, weightDecay: 0.01, clip: 1, seed: 1 })
const ids = BigInt64Array.from({ length: rows * columns }, (_, i) => BigInt((i * 7919) % 8000))
/** What is asked about: every position, a seventh of them, or each row as a whole. */
const asked = { next: () => ids, masked: () => ids.map((id, i) => (i % 7 === 0 ? id : -100n)), class: () => BigInt64Array.from({ length: rows }, (_, i) => BigInt(i % 2)) }
const given = { inputIds: ids, labels: asked[ways[way]?.reading?.objective ?? 'next'](), batch: rows, length: columns }
await learner.evaluate(given)
const began = performance.now()
const steps = Number(process.env["STEPS"] ?? 3)
for (let step = 1; step <= steps; step++) {
  await learner.accumulate(given, step)
  await learner.apply({ learningRate: 1e-4, step })
}
const { memoryBytes, checkpointedBytes } = await estimateMemory({ ...shape, batch: rows, context: columns })
const estimated = (shape.checkpointing === 'on' ? checkpointedBytes : null) ?? memoryBytes
process.stdout.write(`${JSON.stringify({ estimated, measured: process.resourceUsage().maxRSS * 1024, seconds: (performance.now() - began) / 1000 / steps })}\n`)
