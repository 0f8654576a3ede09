// How a model sees given tokens, against PyTorch's logits and against the decoder, which goes another way.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { holdDecoder } from '#ml/generation/index.ts'
import { openDecoder, openTokenScorer } from '#ml/runtime/index.ts'
import { TensorFile } from '#ml/runtime/folder.ts'
import { decoderScorer, type Look } from '#ml/scoring/index.ts'
import { randomAdapter } from '../../support/adapter.ts'
import { golden, goldenCases, ownCases, references } from '../../support/golden.ts'
import { tinyModel } from '../../support/tiny-model.ts'

interface Expected { readonly logprob: number; readonly rank: number; readonly best: readonly number[] }

/** Worked out one by one, in double precision. */
function expected(logits: Float32Array, id: number, top: number): Expected {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity)
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0)
  const order = Array.from(logits, (logit, i) => ({ logit, i })).sort((a, b) => b.logit - a.logit || a.i - b.i)
  const own = logits[id] ?? NaN
  return { logprob: own - highest - Math.log(total), rank: 1 + order.filter(({ logit }) => logit > own).length, best: order.slice(0, top).map(({ i }) => i) }
}

/** Numbers that differ by rounding may change places: ranks may be off by as many as lie within it. */
function agree(look: Look | null | undefined, { logprob, rank, best }: Expected, tolerance: number): void {
  expect(Math.abs((look?.logprob ?? NaN) - logprob)).toBeLessThan(tolerance)
  expect(Math.abs((look?.rank ?? NaN) - rank)).toBeLessThanOrEqual(1)
  expect(look?.top).toHaveLength(best.length)
  expect(look?.top[0]?.id).toBe(best[0])
}

const reads = /mlm|classifier/
const folders = [...goldenCases.map((name) => join(golden, name)), ...ownCases.filter((name) => !reads.test(name)).map((name) => join(references, name))]

describe('looks at given tokens', () => {
  it.each(folders)('%s: as PyTorch’s logits have them, together and behind a prefix', async (folder) => {
    const scorer = await openTokenScorer({ model: folder, adapter: null, device: 'cpu' })
    const reference = await TensorFile.open(join(folder, 'reference.safetensors'))
    const { shape: [batch = 0, length = 0], data } = await reference.longs('input_ids')
    const logits = await reference.floats('logits')
    const V = logits.shape.at(-1) ?? 0
    const rows = Array.from({ length: batch }, (_, b) => Array.from(data.slice(b * length, (b + 1) * length), Number))
    const looks = await scorer.look({ prefix: [], rows, top: 3 })
    for (const [b, row] of rows.entries()) {
      expect(looks[b]?.[0]).toBeNull()
      for (let t = 1; t < length; t++) agree(looks[b]?.[t], expected(logits.data.subarray((b * length + t - 1) * V, (b * length + t) * V), row[t] ?? -1, 3), 3e-4)
    }
    const [first = []] = rows
    const half = Math.floor(length / 2)
    const tails = [first.slice(half), first.slice(half, half + 2), [], first.slice(half, half + 1)]
    const behind = await scorer.look({ prefix: first.slice(0, half), rows: tails, top: 0 })
    for (const [r, tail] of tails.entries()) {
      expect(behind[r]).toHaveLength(tail.length)
      for (const [t, look] of (behind[r] ?? []).entries()) expect(Math.abs((look?.logprob ?? NaN) - (looks[0]?.[half + t]?.logprob ?? NaN))).toBeLessThan(1e-4)
    }
    await scorer.dispose()
  })

  it('sees with the adapter as the decoder does', async () => {
    const model = tinyModel()
    const speaker = { model, adapter: randomAdapter(model, ['q_proj', 'v_proj']), device: 'cpu' } as const
    expect(existsSync(speaker.adapter)).toBe(true)
    const [scorer, decoder] = [await openTokenScorer(speaker), await openDecoder(speaker)]
    const ids = [5, 900, 33, 4000, 12, 7]
    const [looks = []] = await scorer.look({ prefix: ids.slice(0, 1), rows: [ids.slice(1)], top: 5 })
    for (const [i, look] of looks.entries()) agree(look, expected(await decoder.append([ids[i] ?? -1]), ids[i + 1] ?? -1, 5), 1e-4)
    const held = decoderScorer(holdDecoder(decoder), decoder.vocabularySize)
    for (const request of [{ prefix: ids.slice(0, 2), rows: [ids.slice(2), [], ids.slice(3, 5)], top: 4 }, { prefix: [], rows: [ids, ids.slice(4)], top: 0 }, { prefix: ids.slice(0, 3), rows: [[8, 9]], top: 2 }]) {
      const [one, other] = [await scorer.look(request), await held.look(request)]
      for (const [r, row] of one.entries()) {
        expect(other[r]).toHaveLength(row.length)
        for (const [t, look] of row.entries()) {
          const found = other[r]?.[t]
          if (look === null) expect(found).toBeNull()
          else agree(found ?? undefined, { logprob: look.logprob, rank: look.rank, best: look.top.map(({ id }) => id) }, 1e-4)
        }
      }
    }
    await scorer.dispose()
    await decoder.dispose()
  })

  it('refuses a model that reads only', async () => {
    await expect(openTokenScorer({ model: join(references, 'bert-mlm'), adapter: null, device: 'cpu' })).rejects.toThrow('reads texts')
  })

  it('refuses more tokens than the model has places for', async () => {
    const scorer = await openTokenScorer({ model: tinyModel(), adapter: null, device: 'cpu' })
    await expect(scorer.look({ prefix: [1], rows: [Array.from({ length: 64 }, () => 2)], top: 0 })).rejects.toThrow('1 + 64')
    await scorer.dispose()
  })
})
