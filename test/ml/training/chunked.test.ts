// The loss row by row against the loss at once: the same numbers, the same gradients, for every kind of head, and much less at a time.
import { describe, expect, it } from 'vitest'
import { peakBytes } from '#ml/graph/footprint.ts'
import type { Json } from '#ml/models/config.ts'
import { modelFor } from '#ml/models/registry.ts'
import { plainLinear } from '#ml/nn/linear.ts'
import { weightSpecs } from '#ml/models/layers.ts'
import { Engine, floats, longs, numbers } from '#ml/runtime/engine.ts'
import { reachOf } from '#ml/runtime/heads.ts'
import { OnnxLearner } from '#ml/runtime/learner.ts'
import { gaussians } from '#ml/training/initial.ts'
import { gradientsProgram, type LossOptions, lossProgram } from '#ml/training/programs.ts'

const small = { vocab_size: 50, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4, max_position_embeddings: 32 }
const models: Readonly<Record<string, Json>> = {
  'a tied head': { ...small, model_type: 'llama', tie_word_embeddings: true },
  'a head of its own': { ...small, model_type: 'llama', tie_word_embeddings: false },
  'a head with a bias over a recurrent state': { model_type: 'recurrent-lm', cell: 'gru', vocab_size: 50, embedding_size: 12, hidden_size: 16, num_layers: 1 },
  'a head with a layer and a norm': { ...small, model_type: 'bert', architectures: ['BertForMaskedLM'] }
}
const [rows, length] = [3, 7]
const ids = BigInt64Array.from({ length: rows * length }, (_, i) => BigInt((i * 17 + 3) % 50))
/** Some positions do not count; in one row none does. */
const targets = ids.map((id, i) => (i % 5 === 0 || (i >= length && i < 2 * length) ? -100n : (id + 1n) % 50n))

const countedPositions = BigInt64Array.from([...targets.keys()].filter((i) => targets[i] !== -100n), BigInt)

type Found = Readonly<Record<string, Float32Array>>

async function run(config: Json, options: LossOptions, trainable: (name: string) => boolean): Promise<Found> {
  const { graph, weights } = gradientsProgram(modelFor(config), plainLinear, trainable, options)
  const program = await new Engine('cpu').compile(graph, { host: [] })
  const values = Object.fromEntries(weights.map((w, i) => [w.name, floats(gaussians(w.shape.reduce((a, b) => a * b, 1), 0.3, 3, i), w.shape)]))
  const results = await program.run({ ...values, input_ids: longs(ids, [rows, length]), targets: longs(targets, [rows * length]), ...(options.counted ? { counted: longs(countedPositions, [countedPositions.length]) } : {}) })
  const found = Object.fromEntries(Object.entries(results).map(([name, t]) => [name, numbers(t).slice()]))
  await program.dispose()
  return found
}

function expectSame(one: Found, other: Found): void {
  expect(Object.keys(one).sort()).toEqual(Object.keys(other).sort())
  for (const [name, values] of Object.entries(one)) {
    const worst = values.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[name]?.[i] ?? NaN)) / (1e-4 + 1e-4 * Math.abs(x))), 0)
    expect(worst, name).toBeLessThan(1)
  }
}

describe('the loss one row of the batch at a time', () => {
  it.each(Object.keys(models))('%s: as at once', async (name) => {
    const config = models[name] ?? {}
    expectSame(await run(config, { chunked: true }, () => true), await run(config, {}, () => true))
  })

  it('with label smoothing, and with a head that does not learn', async () => {
    const config = models['a tied head'] ?? {}
    expectSame(await run(config, { chunked: true, smoothing: 0.1 }, () => true), await run(config, { smoothing: 0.1 }, () => true))
    const noHead = (weight: string): boolean => !weight.includes('embed')
    expectSame(await run(config, { chunked: true }, noHead), await run(config, {}, noHead))
  })

  it('needs less memory, the larger the vocabulary the more', () => {
    const wide = modelFor({ ...small, model_type: 'llama', vocab_size: 50_000, tie_word_embeddings: true })
    const peak = (options: LossOptions): number => peakBytes(lossProgram(wide, plainLinear, options).graph, { B: 8, T: 32 })
    expect(peak({ chunked: true })).toBeLessThan(0.3 * peak({}))
  })
})

describe('the head asked only where it counts', () => {
  it.each(Object.keys(models))('%s: as everywhere', async (name) => {
    const config = models[name] ?? {}
    expectSame(await run(config, { counted: true, smoothing: 0.1 }, () => true), await run(config, { smoothing: 0.1 }, () => true))
  })

  it('chosen where that is little; else row by row where a device loops cheaply, and a row alone needs no loop', () => {
    expect(reachOf({ rows: 4, length: 100, counted: 75 }, true)).toBe('counted')
    expect(reachOf({ rows: 4, length: 100, counted: 76 }, true)).toBe('rows')
    expect(reachOf({ rows: 1, length: 100, counted: 99 }, true)).toBe('all')
    expect(reachOf({ rows: 4, length: 100, counted: 0 }, true)).toBe('rows')
    expect(reachOf({ rows: 4, length: 100, counted: 10 }, false)).toBe('all')
  })

  it('a learner that skips what does not count makes the same step', async () => {
    const config = models['a tied head'] ?? {}
    const step = async (labels: BigInt64Array, blockwise: boolean): Promise<Float32Array> => {
      const model = modelFor(config)
      const weights = new Map(weightSpecs(model, plainLinear).map((w, i) => [w.name, gaussians(w.shape.reduce((a, b) => a * b, 1), 0.3, 3, i)]))
      const learner = await OnnxLearner.create(new Engine('cpu'), { model, linear: plainLinear, trainable: () => true, weights, weightDecay: 0, clip: 1, blockwise })
      const batch = { inputIds: ids, labels, batch: rows, length }
      const scored = await learner.accumulate(batch)
      expect(scored.nll).toBeCloseTo((await learner.evaluate(batch)).nll, 3)
      const all = (await learner.gradients()).flatMap((g) => [...g.data])
      await learner.dispose()
      return Float32Array.from(all)
    }
    const labels = ids.map((id, i) => (i % 7 < 5 ? -100n : id))
    const [skipping, whole] = [await step(labels, false), await step(labels, true)]
    expect(skipping.reduce((most, x, i) => Math.max(most, Math.abs(x - (whole[i] ?? NaN)) / (1e-4 + 1e-3 * Math.abs(x))), 0)).toBeLessThan(1)
  })
})
