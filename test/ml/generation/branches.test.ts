// Alternatives in one batch: whatever a row appends, forgets or goes on from, its logits are those of a decoder that was told the row alone.
import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, openChorus, type Wish } from '#ml/generation/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import type { Decoder } from '#ml/generation/index.ts'
import { decoderConfigs, randomDecoder } from '../../support/decoders.ts'
import { byteTokenizer } from '../../support/letters.ts'

const farthest = (one: Float32Array, other: Float32Array): number => one.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0)

async function alone(decoder: Decoder, ids: readonly number[]): Promise<Float32Array> {
  await decoder.truncate(0)
  return decoder.append(ids)
}

describe('branches', () => {
  it.each(Object.keys(decoderConfigs))('%s: rows that append, rest, forget and change places are what they would be alone', async (name) => {
    const [one, fresh] = [await randomDecoder(name), await randomDecoder(name)]
    const random = createRandom(seedState(5))
    const prefix = Array.from({ length: 9 }, () => random.below(40))
    await one.append(prefix)
    const branches = await one.fork(3)
    let rows: readonly (readonly number[])[] = [prefix, prefix, prefix]
    for (let turn = 0; turn < 16; turn++) {
      const ids = rows.map(() => (random.below(4) === 0 ? null : random.below(40)))
      const logits = await branches.append(ids)
      rows = rows.map((row, i) => { const id = ids[i]; return id === null || id === undefined ? row : [...row, id] })
      for (const [i, row] of rows.entries()) {
        const found = logits[i]
        if (ids[i] === null) expect(found).toBeNull()
        else expect(farthest(found ?? new Float32Array(), await alone(fresh, row))).toBeLessThan(1e-4)
      }
      if (turn % 3 === 1) {
        const [cut, kept] = [random.below(rows.length), 1 + random.below(8)]
        await branches.truncate(cut, kept)
        rows = rows.map((row, i) => (i === cut ? row.slice(0, kept) : row))
      }
      if (turn % 5 === 4) {
        const from = Array.from({ length: 2 + random.below(3) }, () => random.below(rows.length))
        await branches.select(from)
        rows = from.map((i) => rows[i] ?? [])
      }
      expect(branches.lengths).toEqual(rows.map((row) => row.length))
    }
    expect(farthest(await one.append([7]), await alone(fresh, [...prefix, 7]))).toBeLessThan(1e-4)
    await branches.dispose()
    await one.dispose()
    await fresh.dispose()
  })

  it.each(Object.keys(decoderConfigs))('%s: the logits after each of several tokens are those of one token a run', async (name) => {
    const [one, fresh] = [await randomDecoder(name), await randomDecoder(name)]
    for (const ids of [[3, 1, 4], [1, 5, 9, 2]]) {
      for (const [i, logits] of (await one.appendEach(ids)).entries()) expect(farthest(logits, await fresh.append(ids.slice(i, i + 1)))).toBeLessThan(1e-4)
    }
    await one.dispose()
    await fresh.dispose()
  })
})

const wish: Wish = { prompt: 'Soudain elle', maxTokens: 12, stopAt: 'tokens', sampling: { temperature: 1.2, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0, stop: ['e'] } }
const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

async function textOf(decoder: Parameters<typeof generate>[0]['decoder'], seed: number): Promise<string> {
  let text = ''
  for await (const event of generate({ decoder, tokenizer: byteTokenizer }, { ...wish, sampling: { ...wish.sampling, seed } }, around)) if (event.type === 'text') text += event.text
  return text
}

describe('a chorus', () => {
  it.each(['llama', 'gru'])('%s: writes what the same seeds write one by one, however long each is', async (name) => {
    const decoder = await randomDecoder(name, { vocab_size: 257 })
    const held = holdDecoder(decoder)
    const seeds = [11, 12, 13, 14]
    const single: string[] = []
    for (const seed of seeds) single.push(await textOf(held, seed))
    const chorus = openChorus(held, seeds.length)
    const together = await Promise.all(chorus.voices.map(async (voice, i) => {
      try { return await textOf(voice, seeds[i] ?? 0) } finally { chorus.leave(i) }
    }))
    await chorus.dispose()
    expect(together).toEqual(single)
    expect(new Set(together).size).toBeGreaterThan(1)
    await decoder.dispose()
  })
})
