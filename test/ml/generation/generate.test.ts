import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, type StopAt, type Wish, type Written } from '#ml/generation/index.ts'
import { tailOfContext, tailOfPrompt, tailOfText } from '#ml/generation/fitting.ts'
import { sharedPrefix } from '#ml/generation/held.ts'
import { tableDecoder, type TableDecoder } from '../../support/bigram.ts'
import { byteTokenizer } from '../../support/letters.ts'

const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 1, stop: [] as readonly string[] }
const wishFor = (prompt: string, changes: Partial<Wish> = {}): Wish => ({ prompt, maxTokens: 40, stopAt: 'tokens', sampling: greedy, ...changes })
const never = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

/** Says a text, byte by byte, whatever the prompt was; then ends. The end lies in the last known byte of what it holds. */
function parrot(prompt: string, says: string, contextLength = 256): TableDecoder {
  const bytes = [...byteTokenizer.encode(says), byteTokenizer.endOfText ?? 0]
  const start = Math.max(1, byteTokenizer.encode(prompt).length)
  return tableDecoder(byteTokenizer.vocabularySize, contextLength, (held) => {
    const logits = new Float32Array(byteTokenizer.vocabularySize)
    logits[bytes[held.length - start] ?? 0] = 5
    return logits
  })
}

async function write(says: string, wish: Wish, decoder: TableDecoder = parrot(wish.prompt, says)): Promise<{ text: string; pieces: string[]; done: Extract<Written, { type: 'done' }> | undefined }> {
  const pieces: string[] = []
  let done: Extract<Written, { type: 'done' }> | undefined
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer: byteTokenizer }, wish, never)) {
    if (event.type === 'text') pieces.push(event.text)
    else done = event
  }
  return { text: pieces.join(''), pieces, done }
}

const endings: readonly (readonly [string, StopAt, number, string, string])[] = [
  [' il vint. Elle rit.', 'tokens', 8, ' il vint', 'length'], [' il vint. Elle rit.', 'tokens', 99, ' il vint. Elle rit.', 'end'],
  [' il vint. Elle rit.', 'sentence', 99, ' il vint.', 'stop'], [' « Viens ! » Elle rit.', 'sentence', 99, ' « Viens ! »', 'stop'],
  [' il vint. Elle rit.\nPuis rien.', 'paragraph', 99, ' il vint. Elle rit.', 'stop'], [' il vint dans la maison', 'sentence', 15, ' il vint dans', 'length'],
  [' il vint dans la maison', 'sentence', 13, ' il vint dans', 'length'], [' il vint dans la maison', 'paragraph', 99, ' il vint dans la maison', 'end'],
  [' anticonstitution oui', 'sentence', 5, ' anticonstitution', 'length'], [' il vint. Elle', 'sentence', 9, ' il vint.', 'length']
]

describe('the generation loop', () => {
  it.each(endings)('of %j, until %s or %i tokens, writes %j (%s)', async (says, stopAt, maxTokens, text, stoppedBy) => {
    const { text: written, done } = await write(says, wishFor('Soudain', { stopAt, maxTokens }))
    expect([written, done?.stoppedBy]).toEqual([text, stoppedBy])
  })

  it('never shows half a character', async () => {
    const { pieces, text } = await write(' l’été à Nohant 😀.', wishFor('x'))
    expect(text).toBe(' l’été à Nohant 😀.')
    expect(pieces.filter((piece) => piece.includes('\uFFFD') || /\p{Cs}/u.test(piece))).toEqual([])
  })

  it.each([['FIN'], ['N'], ['. F', 'zz']])('stops at %j and shows nothing of it', async (...stop) => {
    const { text, done } = await write(' un mot. FIN et suite', wishFor('x', { sampling: { ...greedy, stop } }))
    expect([text, done?.stoppedBy]).toEqual([' un mot. FIN et suite'.slice(0, ' un mot. FIN et suite'.indexOf(stop[0] ?? '')), 'stop'])
  })

  it('shows what only looked like the beginning of a stop string', async () => {
    expect((await write(' FIXE', wishFor('x', { sampling: { ...greedy, stop: ['FIN'] } }))).text).toBe(' FIXE')
    expect((await write(' FI', wishFor('x', { sampling: { ...greedy, stop: ['FIN'] } }))).text).toBe(' FI')
  })

  it('gives the first word its blank only once', async () => {
    expect((await write(' vint', wishFor('Il ', {}), parrot('Il', ' vint'))).text).toBe('vint')
  })

  it('makes the first word begin with a blank where the author typed one', async () => {
    const decoder = tableDecoder(257, 64, (held) => {
      const logits = new Float32Array(257)
      if (held.length === 2) { logits[101] = 5; logits[32] = 4 } else logits[256] = 9
      return logits
    })
    expect((await write('', wishFor('Il '), decoder)).text).toBe('')
    expect(decoder.runs).toEqual([2, 1])
  })

  it('writes from nothing', async () => {
    const { text, done } = await write('Il était', wishFor(''))
    expect([text, done?.promptTokens]).toEqual(['Il était', 1])
  })

  it('gives the same text for the same seed, and another for another', async () => {
    const decoder = (): TableDecoder => tableDecoder(257, 256, (held) => Float32Array.from({ length: 257 }, (_, id) => (id >= 97 && id < 123 ? Math.sin(id * held.length) : -20)))
    const sampling = { ...greedy, temperature: 1 }
    const [one, same, other] = [await write('', wishFor('a', { sampling }), decoder()), await write('', wishFor('a', { sampling }), decoder()), await write('', wishFor('a', { sampling: { ...sampling, seed: 2 } }), decoder())]
    expect(one.text).toHaveLength(40)
    expect(same.text).toBe(one.text)
    expect(other.text).not.toBe(one.text)
  })

  it('runs only what is new when the prompt has grown', async () => {
    const decoder = tableDecoder(257, 256, () => Float32Array.from({ length: 257 }, (_, id) => (id === 97 ? 1 : 0)))
    const speaker = { decoder: holdDecoder(decoder), tokenizer: byteTokenizer }
    const ask = async (prompt: string): Promise<void> => { for await (const _ of generate(speaker, wishFor(prompt, { maxTokens: 1 }), never)) continue }
    await ask('Il vint')
    await ask('Il vint ici')
    await ask('Il vinx')
    expect(decoder.runs).toEqual([7, 4, 1])
  })

  it('goes on past the context by keeping the tail', async () => {
    const decoder = tableDecoder(257, 32, (held) => Float32Array.from({ length: 257 }, (_, id) => (id === (held.length % 7 === 0 ? 32 : 98) ? 1 : 0)))
    const { text, done } = await write('', wishFor('a'.repeat(100), { maxTokens: 200 }), decoder)
    expect(text).toHaveLength(200)
    expect(done).toMatchObject({ tokens: 200, stoppedBy: 'length', promptTokens: 16 })
  })

  it('ends without a word when it is cancelled, also in the middle of a long prompt', async () => {
    let looks = 0
    const decoder = parrot('', 'x'.repeat(300), 4096)
    const events: Written[] = []
    const around = { ...never, cancelled: () => ++looks > 2 }
    for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer: byteTokenizer }, wishFor('y'.repeat(3000), { maxTokens: 10 }), around)) events.push(event)
    expect(events).toEqual([])
    expect(decoder.runs).toEqual([256, 256])
  })

  it('forgets what a failed run left behind', async () => {
    const decoder = tableDecoder(257, 64, () => new Float32Array(257))
    const held = holdDecoder({ ...decoder, append: async (ids) => { if (ids.includes(99)) throw new Error('device lost'); return decoder.append(ids) }, truncate: decoder.truncate })
    await held.fill([1, 2, 3], () => false, never.breathe)
    await expect(held.append(99)).rejects.toThrow('device lost')
    await held.fill([1, 2, 3], () => false, never.breathe)
    expect(decoder.runs).toEqual([3, 3])
  })
})

describe('fitting a long text', () => {
  it('keeps the end of a prompt and leaves room to write', () => {
    const ids = Array.from({ length: 1000 }, (_, id) => id)
    const tail = tailOfPrompt(ids, 256, 24)
    expect(tail.at(-1)).toBe(999)
    expect(tail.length).toBeLessThanOrEqual(232)
    expect(tail.length).toBeGreaterThan(232 - 32)
    expect(tailOfPrompt(ids, 256, 100_000).length).toBeLessThanOrEqual(128)
    expect(tailOfPrompt(ids.slice(0, 100), 256, 24)).toHaveLength(100)
  })

  it('moves its cut rarely, so that what is held can be used again', () => {
    const ids = Array.from({ length: 1064 }, (_, id) => id)
    const starts = Array.from({ length: 64 }, (_, more) => tailOfPrompt(ids.slice(0, 1000 + more), 256, 24)[0])
    expect(new Set(starts).size).toBeLessThanOrEqual(3)
  })

  it('cuts very long texts before they are encoded, at a blank', () => {
    const text = 'mot '.repeat(10_000)
    const tail = tailOfText(text, 64)
    expect(text.endsWith(tail)).toBe(true)
    expect(tail.length).toBeLessThanOrEqual(64 * 16)
    expect(tail.length).toBeGreaterThanOrEqual(64 * 12 - 4)
    expect(tail.startsWith(' mot')).toBe(true)
  })

  it('begins a kept tail at a paragraph, or else at a sentence, that is near', () => {
    const textOf = (id: number): string => ({ 900: '.', 901: '\n' })[id] ?? 'x'
    const ids = (marks: Readonly<Record<number, number>>): number[] => Array.from({ length: 80 }, (_, at) => marks[at] ?? at)
    expect(tailOfContext(ids({}), textOf)[0]).toBe(40)
    expect(tailOfContext(ids({ 43: 900 }), textOf)[0]).toBe(44)
    expect(tailOfContext(ids({ 43: 900, 46: 901 }), textOf)[0]).toBe(47)
    expect(tailOfContext(ids({ 70: 901 }), textOf)[0]).toBe(40)
  })

  it.each([[[1, 2, 3], [1, 2, 4], 2], [[], [1], 0], [[1, 2], [1, 2, 3], 2]])('shared beginning of %j and %j', (one, other, length) => {
    expect(sharedPrefix(one, other)).toBe(length)
  })
})
