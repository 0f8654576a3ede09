// Truncated back-propagation with a carried state: reading a text in stretches is reading it, and what is carried survives a checkpoint.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLearner } from '#ml/runtime/index.ts'
import { layOut, packWindows } from '#ml/training/index.ts'
import { streamOrder } from '#ml/training/order.ts'
import { temporaryFolder } from '../../support/tiny-model.ts'

const config = { model_type: 'recurrent-lm', cell: 'lstm', vocab_size: 30, embedding_size: 8, hidden_size: 12, num_layers: 2 }

function folder(): string {
  const path = join(temporaryFolder('recurrent'), 'lstm')
  mkdirSync(path)
  writeFileSync(join(path, 'config.json'), JSON.stringify(config))
  return path
}

const open = async (model: string) => openLearner({ model, method: 'scratch', device: 'cpu', rank: 1, alpha: 1, weightDecay: 0, clip: 1, seed: 7 })
const text = Array.from({ length: 41 }, (_, i) => (i * 7 + (i % 3)) % 30)
const windows = (context: number) => packWindows([text], { context, beginning: [], separator: null })

describe('a recurrent model that learns', () => {
  it('loses as much over a text in stretches as over the whole, since its state is carried', async () => {
    const model = folder()
    const [whole, stretched, forgetful] = [await open(model), await open(model), await open(model)]
    // First weights are so small that no state matters yet.
    for (let step = 1; step <= 25; step++) {
      await whole.accumulate(layOut(windows(41), 41, 0))
      await whole.apply({ learningRate: 0.05, step })
    }
    const learned = (await whole.state()).filter((s) => !s.name.startsWith('past_state'))
    await stretched.restore(learned)
    await forgetful.restore(learned)
    const { nll, tokens } = await whole.accumulate(layOut(windows(41), 41, 0))
    const sums = { carried: 0, fresh: 0, tokens: 0 }
    for (const [i, window] of windows(9).entries()) {
      const batch = layOut([window], window.ids.length, 0)
      const scored = await stretched.accumulate({ ...batch, continues: i > 0 })
      sums.carried += scored.nll
      sums.tokens += scored.tokens
      sums.fresh += (await forgetful.accumulate(batch)).nll
    }
    expect(sums.tokens).toBe(tokens)
    expect(sums.carried).toBeCloseTo(nll, 3)
    expect(Math.abs(sums.fresh - nll)).toBeGreaterThan(1e-3)
    for (const learner of [whole, stretched, forgetful]) await learner.dispose()
  })

  it('goes on bit for bit from a saved state, what it carries included', async () => {
    const model = folder()
    const [one, other] = [await open(model), await open(model)]
    const [first, second, third] = windows(9).map((window, i) => ({ ...layOut([window], 9, 0), continues: i > 0 }))
    if (!first || !second || !third) throw new Error('too few windows')
    await one.accumulate(first)
    expect((await one.state()).map((s) => s.name)).toContain('past_state.1.cell')
    await one.apply({ learningRate: 0.01, step: 1 })
    await other.restore(await one.state())
    const losses = []
    for (const learner of [one, other]) {
      const { nll } = await learner.accumulate(second)
      await learner.apply({ learningRate: 0.01, step: 2 })
      losses.push([nll, (await learner.accumulate(third)).nll])
    }
    expect(losses[1]).toEqual(losses[0])
    for (const learner of [one, other]) await learner.dispose()
  })
})

describe('the order of streams', () => {
  it('gives every row its own stretch from beginning to end, and says where one begins', () => {
    const at = streamOrder(7, 2)
    const places = Array.from({ length: 8 }, (_, position) => at(position))
    expect(places.map((p) => p.window)).toEqual([0, 3, 1, 4, 2, 5, 0, 3])
    expect(places.map((p) => p.continues)).toEqual([false, false, true, true, true, true, false, false])
  })

  it('fills a batch from a corpus shorter than it', () => expect(Array.from({ length: 4 }, (_, p) => streamOrder(3, 4)(p).window)).toEqual([0, 1, 2, 0]))
})
