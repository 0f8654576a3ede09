import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBans } from '#ml/generation/bans.ts'
import { generate, holdDecoder, openChorus, type Wish, type Written } from '#ml/generation/index.ts'
import { createRandom, seedState } from '#ml/random.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { tableDecoder, type TableDecoder } from '../../support/bigram.ts'
import { byteTokenizer } from '../../support/letters.ts'

const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

const found: readonly (readonly [string, readonly string[], string, number | null, number | null])[] = [
  ['Il vint soudain.', ['soudain'], '', 8, 8], ['Il vint soudain', ['soudain'], '', null, 8], ['Il vint soudainement ', ['soudain'], '', null, null],
  ['un château', ['chat'], '', null, null], ['Tout\u00a0à\ncoup, il', ['tout à coup'], '', 0, 0], ['L\'air de rien.', ['l’air de rien'], '', 0, 0],
  [' coup, il', ['tout à coup'], 'Il vint tout à', -6, -6], [' rien', ['rien'], 'rien de', null, 1], ['a (b) c', ['(b)'], '', 2, 2], ['a*b', ['*'], '', 1, 1]
]

describe('banned phrases in a text', () => {
  it.each(found)('%j with %j banned, after %j: at %j, at the end %j', (text, phrases, before, open, final) => {
    const bans = openBans(phrases, true, before)
    expect([bans.find(text, 0, false), bans.find(text, 0, true)]).toEqual([open, final])
  })

  it.each([['Il vint s', 8], ['Il vint soudain', 8], ['Il vint soudaine', 16], ['Il vint ', 8], ['SOUD', 0]])('of %j shows %i characters, waiting for more', (text, clear) => {
    expect(openBans(['soudain'], true, '').clear(text, 0)).toBe(clear)
  })

  it('heeds capitals when asked to', () => {
    expect(openBans(['Paris'], false, '').find('à paris.', 0, true)).toBeNull()
    expect(openBans(['Paris'], false, '').clear('à p', 0)).toBe(3)
  })

  it('holds back every text that may yet become a banned phrase', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', ' ', 'é', '\n'), { maxLength: 30 }).map((signs) => signs.join(''))
    fc.assert(fc.property(texts, texts.filter((text) => text.trim() !== ''), (text, phrase) => {
      const bans = openBans([phrase], true, '')
      const at = bans.find(text, 0, true)
      for (let cut = 0; at !== null && cut < text.length; cut++) {
        const open = text.slice(0, cut)
        expect(bans.find(open, 0, false) ?? bans.clear(open, 0)).toBeLessThanOrEqual(at)
      }
    }))
  })
})

/** Letters and blanks with fixed, uneven odds after every letter: a small language of its own. */
function babble(seed: number): TableDecoder {
  const signs = [97, 98, 99, 32]
  return tableDecoder(257, 512, (held) => {
    const random = createRandom(seedState(seed, held.at(-1) ?? 0))
    return Float32Array.from({ length: 257 }, (_, id) => (signs.includes(id) ? random.float() * 3 : -30))
  })
}

async function write(decoder: TableDecoder, sampling: Partial<Wish['sampling']>, changes: Partial<Wish> = {}): Promise<{ text: string; pieces: readonly string[]; done: Extract<Written, { type: 'done' }> }> {
  const wish: Wish = { prompt: 'ab', maxTokens: 40, stopAt: 'tokens', ...changes, sampling: { seed: 1, stop: [], ...sampling } }
  const pieces: string[] = []
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer: byteTokenizer }, wish, around)) {
    if (event.type === 'done') return { text: pieces.join(''), pieces, done: event }
    pieces.push(event.text)
  }
  throw new Error('no end')
}

describe('banned phrases in generation', () => {
  it('are never shown, however they are cut into tokens, and the text goes on', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.uniqueArray(fc.constantFrom('ab', 'b c', 'ca', 'aab', 'c'), { minLength: 1, maxLength: 3 }), async (seed, bannedPhrases) => {
      const { text, done } = await write(babble(seed), { seed, bannedPhrases })
      expect(openBans(bannedPhrases, true, 'ab').find(text, 0, true)).toBeNull()
      expect(done.tokens).toBe(40)
      expect(text).toHaveLength(40)
    }), { numRuns: 150 })
  })

  it('are never shown where tokens are pieces of words either', async () => {
    const pieces = ['a', 'b', ' c', 'ab', 'b c', ' ab', 'c ', ' ']
    const tokenizer: Tokenizer = { encode: (text) => [...text].map((sign) => Math.max(0, pieces.indexOf(sign))), decode: (ids) => ids.map((id) => pieces[id] ?? '').join(''), endOfText: pieces.length, beginning: [], vocabularySize: pieces.length + 1 }
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.uniqueArray(fc.constantFrom('ab', 'b c', 'c', 'a b', 'abc'), { minLength: 1, maxLength: 3 }), async (seed, bannedPhrases) => {
      const decoder = tableDecoder(pieces.length + 1, 512, (held) => {
        const random = createRandom(seedState(seed, held.at(-1) ?? 0))
        return Float32Array.from({ length: pieces.length + 1 }, (_, id) => (id < pieces.length ? random.float() * 3 : -30))
      })
      let text = ''
      const wish: Wish = { prompt: 'a', maxTokens: 25, stopAt: 'tokens', sampling: { seed, stop: [], bannedPhrases } }
      for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer }, wish, around)) if (event.type === 'text') text += event.text
      expect(openBans(bannedPhrases, true, 'a').find(text, 0, true)).toBeNull()
    }), { numRuns: 100 })
  })

  it('change nothing where they do not appear', async () => {
    const plain = await write(babble(3), { seed: 4 })
    expect((await write(babble(3), { seed: 4, bannedPhrases: ['zz', 'Paris'] })).text).toBe(plain.text)
  })

  it('take the likeliest other way when greedy', async () => {
    // Greedily "abc abc abc …"; where "abc" is banned, its first letter gives way to the next likeliest.
    const next: Readonly<Record<number, readonly number[]>> = { 97: [98], 98: [99, 32], 99: [32], 32: [97, 98] }
    const decoder = (): TableDecoder => tableDecoder(257, 512, (held) => {
      const logits = new Float32Array(257).fill(-20)
      for (const [rank, id] of (next[held.at(-1) ?? 0] ?? []).entries()) logits[id] = 5 - rank
      return logits
    })
    const greedy = { temperature: 0 }
    expect((await write(decoder(), greedy, { maxTokens: 8, prompt: 'abc' })).text).toBe(' abc abc')
    expect((await write(decoder(), { ...greedy, bannedPhrases: ['abc'] }, { maxTokens: 9, prompt: 'abc' })).text).toBe(' bc bc ab')
  })

  it('give the same in a chorus as alone', async () => {
    const wish = (seed: number): Wish => ({ prompt: 'ab', maxTokens: 30, stopAt: 'tokens', sampling: { seed, stop: [], bannedPhrases: ['ab', 'c'] } })
    const chorus = openChorus(holdDecoder(babble(8)), 3)
    const sung = await Promise.all(chorus.voices.map(async (decoder, i) => {
      let text = ''
      for await (const event of generate({ decoder, tokenizer: byteTokenizer }, wish(i), around)) if (event.type === 'text') text += event.text
      chorus.leave(i)
      return text
    }))
    await chorus.dispose()
    for (const [i, text] of sung.entries()) expect(text).toBe((await write(babble(8), { seed: i, bannedPhrases: ['ab', 'c'] }, { maxTokens: 30 })).text)
  })

  it('end the text before them when there is no other way', async () => {
    const decoder = tableDecoder(257, 64, (held) => Float32Array.from({ length: 257 }, (_, id) => (id === (held.length % 2 === 0 ? 97 : 32) ? 0 : -Infinity)))
    expect((await write(decoder, {}, { prompt: 'x', maxTokens: 4 })).text).toBe(' a a')
    expect((await write(decoder, { bannedPhrases: ['a'] }, { prompt: 'x', maxTokens: 4 })).text).not.toContain('a')
  })
})

describe('other wishes about words', () => {
  it('a banned token is never written', async () => {
    expect((await write(babble(5), { bannedTokens: [97, 32] })).text).toMatch(/^[bc]+$/)
  })

  it('a bias draws to a phrase, and away from one', async () => {
    const count = async (bias: number): Promise<number> => (await write(babble(6), { phraseBias: [{ text: 'cab', bias }] }, { maxTokens: 300 })).text.split('cab').length - 1
    const [away, plain, towards] = [await count(-5), await count(0), await count(3)]
    expect(away).toBeLessThan(plain)
    expect(plain).toBeLessThan(towards)
  })

  it('neither the model\'s end nor a sentence\'s ends a text before its minimum', async () => {
    const says = [...byteTokenizer.encode('Oui. Non. Bien. ')]
    const decoder = (): TableDecoder => tableDecoder(257, 256, (held) => {
      const logits = new Float32Array(257).fill(-9)
      logits[256] = held.length > 4 ? 6 : -9
      logits[says[(held.length - 1) % says.length] ?? 0] = 5
      return logits
    })
    const greedy = { temperature: 0 }
    expect((await write(decoder(), greedy, { prompt: 'x' })).text).toBe('Oui.')
    expect((await write(decoder(), { ...greedy, minTokens: 7 }, { prompt: 'x' })).text).toBe('Oui. No')
    expect((await write(decoder(), { ...greedy, minTokens: 12, bannedTokens: [256] }, { prompt: 'x', stopAt: 'sentence' })).text).toBe('Oui. Non. Bien.')
  })
})
