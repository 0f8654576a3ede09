// Fused attention over a memory in place: the same logits as plain operators give, for every family it serves, after any edit, one by one or in rows.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom, seedState } from '#ml/random.ts'
import { openDecoder } from '#ml/runtime/index.ts'
import { TensorFile } from '#ml/runtime/folder.ts'
import { golden, goldenCases, ownCases, references } from '../../support/golden.ts'
import { decoderConfigs, fusedConfigs, fusedDecoder, plainDecoder } from '../../support/decoders.ts'

const farthest = (one: Float32Array, other: Float32Array): number => one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)
const largest = (x: Float32Array): number => x.reduce((m, v) => Math.max(m, Math.abs(v)), 1)
/** Of the largest logit: both sum in another order. */
const near = 1e-4

describe('fused attention', () => {
  it.each(Object.entries(fusedConfigs))('%s: what plain operators say, after edits in the middle too', async (_, config) => {
    const [fused, plain] = [await fusedDecoder(config), await plainDecoder(config)]
    const random = createRandom(seedState(3))
    for (let turn = 0; turn < 12; turn++) {
      const kept = fused.length < 40 ? random.below(fused.length + 1) : random.below(12)
      const added = Array.from({ length: 1 + random.below(turn % 3 === 0 ? 20 : 3) }, () => random.below(96))
      await fused.truncate(kept)
      await plain.truncate(kept)
      const [found, expected] = [await fused.append(added), await plain.append(added)]
      expect(farthest(found, expected) / largest(expected)).toBeLessThan(near)
    }
    await fused.dispose()
    await plain.dispose()
  })

  it.each(['llama', 'gpt2'])('%s: says the same where its weights are too large to become the program’s own', async (name) => {
    const [own, shared] = [await fusedDecoder(fusedConfigs[name] ?? {}), await fusedDecoder(fusedConfigs[name] ?? {}, 'f32', 0)]
    for (const ids of [[3, 14, 15, 92], [6], [5, 35]]) {
      const expected = await own.append(ids)
      expect(farthest(await shared.append(ids), expected) / largest(expected)).toBeLessThan(near)
    }
    await own.dispose()
    await shared.dispose()
  })

  it.each(['llama', 'mistral', 'gpt2'])('%s: rows that append, rest, forget and change places are what they would be alone', async (name) => {
    const config = fusedConfigs[name] ?? {}
    const [one, alone] = [await fusedDecoder(config), await fusedDecoder(config)]
    const random = createRandom(seedState(8))
    const prefix = Array.from({ length: 20 }, () => random.below(96))
    await one.append(prefix)
    const branches = await one.fork(3)
    let rows: readonly (readonly number[])[] = [prefix, prefix, prefix]
    for (let turn = 0; turn < 15; turn++) {
      const ids = rows.map(() => (random.below(4) === 0 ? null : random.below(96)))
      const logits = await branches.append(ids)
      rows = rows.map((row, i) => [...row, ...[ids[i] ?? []].flat()])
      for (const [i, row] of rows.entries()) {
        await alone.truncate(0)
        if (ids[i] !== null) expect(farthest(logits[i] ?? new Float32Array(), await alone.append(row))).toBeLessThan(1e-3)
      }
      if (turn % 4 === 1) {
        await branches.truncate(turn % rows.length, 7)
        rows = rows.map((row, i) => (i === turn % rows.length ? row.slice(0, 7) : row))
      }
      if (turn % 6 === 5) {
        const from = [2, 0, 0, 1].slice(0, 2 + random.below(3)).map((i) => i % rows.length)
        await branches.select(from)
        rows = from.map((i) => rows[i] ?? [])
      }
      expect(branches.lengths).toEqual(rows.map((row) => row.length))
    }
    await branches.dispose()
    await one.dispose()
    await alone.dispose()
  })

  it('keeps no more than twice the places that are seen, and a row is what it would be alone after they moved', async () => {
    const config = fusedConfigs['mistral'] ?? {}
    const [one, alone] = [await fusedDecoder(config), await fusedDecoder(config)]
    await one.append([3, 1, 4])
    const branches = await one.fork(4)
    let row: readonly number[] = [3, 1, 4]
    for (let turn = 0; turn < 100; turn++) {
      const ids = Array.from({ length: 4 }, (_, i) => (7 * turn + 11 * i) % 96)
      await branches.append(ids)
      await branches.select([turn % 4, turn % 4, turn % 4, turn % 4])
      row = [...row, ids[turn % 4] ?? 0]
      if (row.length > 60) {
        for (let i = 0; i < 4; i++) await branches.truncate(i, 2)
        row = row.slice(0, 2)
      }
    }
    const logits = await branches.append([5, null, null, 6])
    for (const [i, id] of [[0, 5], [3, 6]] as const) {
      await alone.truncate(0)
      expect(farthest(logits[i] ?? new Float32Array(), await alone.append([...row, id]))).toBeLessThan(1e-3)
    }
    await branches.dispose()
    await one.dispose()
    await alone.dispose()
  })

  it.each(['int8', 'int4'] as const)('%s: near the whole weights, and the same however the tokens come', async (precision) => {
    const config = fusedConfigs['llama'] ?? {}
    const [few, whole] = [await fusedDecoder(config, precision), await plainDecoder(config)]
    const ids = [5, 90, 14, 33, 2, 71]
    const expected = await whole.append(ids)
    const found = await few.append(ids)
    const error = Math.hypot(...found.map((x, i) => x - (expected[i] ?? NaN))) / Math.hypot(...expected)
    expect(error).toBeLessThan(precision === 'int8' ? 0.03 : 0.4)
    await few.truncate(0)
    let last = new Float32Array()
    for (const id of ids) last = (await few.append([id])) as Float32Array<ArrayBuffer>
    expect(farthest(last, found)).toBeLessThan(1e-3)
    await few.dispose()
    await whole.dispose()
  })

  it.each(['bloom', 'gru'])('%s is refused: its way of looking back is its own', async (name) => {
    await expect(fusedDecoder(decoderConfigs[name] ?? {})).rejects.toThrow()
  })
})

/** Folders that PyTorch continued greedily: the project's own always, the shared ones where they are. */
const continued = [...ownCases.map((name) => join(references, name)), ...goldenCases.map((name) => join(golden, name))]

describe('an opened decoder', () => {
  it.each(continued)('continues greedily as PyTorch does: %s', async (folder) => {
    const reference = await TensorFile.open(join(folder, 'reference.safetensors'))
    if (!reference.entries.has('greedy')) return
    const expected = Array.from((await reference.longs('greedy')).data, Number)
    const decoder = await openDecoder({ model: folder, adapter: null, device: 'cpu' })
    let next = Array.from((await reference.longs('input_ids')).data.slice(0, 8), Number)
    const found: number[] = []
    while (found.length < expected.length) {
      const logits = await decoder.append(next)
      next = [logits.indexOf(Math.max(...logits))]
      found.push(...next)
    }
    expect(found).toEqual(expected)
    await decoder.dispose()
  })
})
