// What models that read leave out while they learn, against PyTorch's numbers for the same parts left out, and by its laws; adapters with a head beside them, likewise.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { weightSpecs } from '#ml/models/layers.ts'
import { modelFor } from '#ml/models/registry.ts'
import { chance, saltOf } from '#ml/nn/chance.ts'
import { loraLinear, plainLinear } from '#ml/nn/linear.ts'
import { targeting } from '#ml/peft.ts'
import { Engine, floats, longs, numbers, scalar, type Tensor } from '#ml/runtime/engine.ts'
import { loadWeights, readJson, TensorFile } from '#ml/runtime/folder.ts'
import { openLearner } from '#ml/runtime/index.ts'
import { OnnxLearner } from '#ml/runtime/learner.ts'
import type { LearnerRequest } from '#ml/runtime/learning.ts'
import { gradientsProgram, names, targetsOf } from '#ml/training/programs.ts'
import type { Batch } from '#ml/training/index.ts'
import { references } from '../../support/golden.ts'
import { tinyReader } from '../../support/tiny-reader.ts'

async function caseOf(name: string) {
  const folder = join(references, name)
  const [reference, learning] = await Promise.all(['reference', 'learning'].map((file) => TensorFile.open(join(folder, `${file}.safetensors`))))
  if (!reference || !learning) throw new Error('two files were asked for')
  const shares = JSON.parse(readFileSync(join(folder, 'learning.json'), 'utf8')) as Record<string, number>
  const model = modelFor({ ...await readJson(join(folder, 'config.json')), ...shares })
  const [ids, labels] = [await reference.longs('input_ids'), await reference.longs('labels')]
  const [rows = 0, length = 0] = ids.shape
  const batch: Batch = { inputIds: ids.data, labels: labels.data, batch: rows, length }
  return { folder, model, learning, batch, weights: await loadWeights(folder, model, weightSpecs(model, plainLinear)) }
}

const furthest = (found: Float32Array, expected: Float32Array): number => expected.reduce((most, e, i) => Math.max(most, Math.abs((found[i] ?? NaN) - e) / (1e-4 + 1e-3 * Math.abs(e))), 0)

const readers = ['bert-mlm', 'bert-classifier', 'camembert-mlm', 'camembert-classifier', 'distilbert-mlm', 'distilbert-classifier', 'bilstm-classifier']

describe('parts left out by chance', () => {
  it.each(readers)('give PyTorch’s loss and gradients where the same are left out: %s', async (name) => {
    const { model, learning, batch, weights } = await caseOf(name)
    const { graph, weights: specs } = gradientsProgram(model, plainLinear, () => true, { chance: { share: null } })
    const program = await new Engine('cpu').compile(graph, { host: graph.outputs.map((o) => o.name) })
    const drawn = graph.inputs.map((v) => v.name).filter((input) => input.startsWith('chance.'))
    expect(drawn.filter((input) => input.startsWith(chance.salt)).length).toBeGreaterThan(2)
    const numbersOf = async (input: string): Promise<Tensor> => {
      if (input.startsWith(chance.salt)) return scalar(saltOf(input.slice(chance.salt.length)))
      const { data, shape } = await learning.floats(input)
      return floats(data, shape)
    }
    const given = await Promise.all(drawn.map(async (input) => [input, await numbersOf(input)] as const))
    const targets = targetsOf(model.objective, batch)
    const results = await program.run({
      ...Object.fromEntries(specs.map((w) => [w.name, floats(weights.get(w.name) ?? new Float32Array(), w.shape)])), ...Object.fromEntries(given),
      [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length])
    })
    const counted = targets.reduce((n, t) => n + (t === -100n ? 0 : 1), 0)
    expect((numbers(results[names.nll])[0] ?? NaN) / counted).toBeCloseTo((await learning.floats('thin.loss')).data[0] ?? NaN, 4)
    for (const { name: weight } of specs) {
      const found = numbers(results[names.gradient(weight)]).map((g) => g / counted)
      expect(furthest(found, (await learning.floats(`thin.grad.${weight}`)).data), weight).toBeLessThan(1)
    }
    await program.dispose()
  })
})

describe('an adapter with the head learned whole beside it', () => {
  it.each(readers.filter((name) => /^(bert|camembert|distilbert)-classifier$/.test(name)))('takes PyTorch’s five steps: %s', async (name) => {
    const { model, learning, batch, weights } = await caseOf(name)
    const start = 'head_lora.start.'
    const adapter = new Map(await Promise.all([...learning.entries.keys()].filter((key) => key.startsWith(start)).map(async (key) => [key.slice(start.length), (await learning.floats(key)).data] as const)))
    const ends = [...learning.entries.keys()].filter((key) => key.startsWith('head_lora.end.')).map((key) => key.slice('head_lora.end.'.length))
    const learner = await OnnxLearner.create(new Engine('cpu'), {
      model, linear: loraLinear({ rank: 4, scale: 2, targets: targeting(model.loraTargets) }), trainable: (weight) => ends.includes(weight), weights: new Map([...weights, ...adapter]), weightDecay: 0, clip: 1
    })
    const losses: number[] = []
    for (let step = 1; step <= 5; step++) {
      const { nll, tokens } = await learner.accumulate(batch)
      losses.push(nll / tokens)
      await learner.apply({ learningRate: 1e-3, step })
    }
    expect(furthest(Float32Array.from(losses), (await learning.floats('head_lora.losses')).data)).toBeLessThan(1)
    const learned = await learner.parameters()
    expect(learned.map((p) => p.name).sort()).toEqual(ends.sort())
    // Where a gradient is next to nothing, Adam makes a step of its sign alone: such numbers may be two steps apart.
    for (const { name: weight, data } of learned) {
      const expected = (await learning.floats(`head_lora.end.${weight}`)).data
      const far = expected.filter((e, i) => Math.abs((data[i] ?? NaN) - e) > 1e-4 + 1e-3 * Math.abs(e)).length
      expect(far / expected.length, weight).toBeLessThan(0.02)
    }
    await learner.dispose()
  })
})

const labels = ['Anne', 'Bruno', 'Colin'] as const
const request = (changes: Partial<LearnerRequest>): LearnerRequest =>
  ({ model: tinyReader(), method: 'full', device: 'cpu', rank: 4, alpha: 8, weightDecay: 0, clip: 1, seed: 3, reading: { objective: 'class', labels }, ...changes })
const shown = BigInt64Array.from({ length: 48 }, (_, i) => BigInt(5 + ((i * 7) % 90)))
const texts: Batch = { inputIds: shown, labels: BigInt64Array.of(0n, 2n), batch: 2, length: 24 }
const hidden: Batch = { ...texts, labels: shown.map((id, i) => (i % 5 === 0 ? id : -100n)) }

describe.each<[string, Partial<LearnerRequest>, Batch]>([
  ['classes', {}, texts], ['hidden words', { reading: { objective: 'masked' } }, hidden], ['classes by an adapter', { method: 'lora', loraDropout: 0.1 }, texts], ['hidden words by an adapter', { method: 'lora', reading: { objective: 'masked' } }, hidden]
])('%s', (_, changes, batch) => {
  it('leave out the same for the same draw, other parts for another, none when measured, and go on from their state bit for bit', async () => {
    const model = tinyReader()
    const learner = await openLearner(request({ model, ...changes }))
    const loss = async (draw: number): Promise<number> => (await learner.accumulate(batch, draw)).nll
    const measured = (await learner.evaluate(batch)).nll
    const [one, same, other] = [await loss(1), await loss(1), await loss(2)]
    expect(same).toBe(one)
    expect(other).not.toBe(one)
    expect((await learner.evaluate(batch)).nll).toBe(measured)
    // Nothing left out: what is learned from is what is measured.
    const still = await openLearner(request({ model, ...changes, dropout: 0, loraDropout: 0 }))
    expect((await still.accumulate(batch, 1)).nll).toBeCloseTo(measured, 4)
    await still.dispose()
    await learner.apply({ learningRate: 0.01, step: 1 })
    const half = await learner.state()
    const step = async (one: typeof learner): Promise<unknown> => {
      await one.accumulate(batch, 9)
      await one.apply({ learningRate: 0.01, step: 2 })
      return one.state()
    }
    const end = await step(learner)
    const resumed = await openLearner(request({ model, ...changes }))
    await resumed.restore(half)
    expect(await step(resumed)).toEqual(end)
    await Promise.all([learner.dispose(), resumed.dispose()])
  })

  it('learn with half of everything left out', async () => {
    const learner = await openLearner(request({ ...changes, dropout: 0.5 }))
    const before = (await learner.evaluate(batch)).nll
    for (let step = 1; step <= 40; step++) {
      await learner.accumulate(batch, step)
      await learner.apply({ learningRate: 0.01, step })
    }
    expect((await learner.evaluate(batch)).nll).toBeLessThan(0.95 * before)
    await learner.dispose()
  })
})
