// "Do not write them" holds: models that know the books by heart never say as many of their words in a row, and still come to an end.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generate, holdDecoder, type Decoder, type LogitsProcessor, type StopAt } from '#ml/generation/index.ts'
import { avoidCopies, copiesIn, indexPassages, openExcuse, wordsOf, type TextIndex } from '#ml/parrot/index.ts'
import { indexTexts, longestContinuations } from '#ml/suffixes/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { bigramLearner, tableDecoder } from '../../support/bigram.ts'
import { byteTokenizer } from '../../support/letters.ts'

const words = ['la', 'mer', 'l’eau', 'était', 'grise', 'et', 'elle', 'marchait', 'sans', 'bruit', 'grand-mère', 'là']
const book = fc.array(fc.constantFrom(...words), { minLength: 12, maxLength: 60 }).map((all) => `${all.join(' ').replace(/(\S+ \S+ \S+ \S+ \S+) /g, '$1, ')}.`)

/** Words as tokens, each with the blank before it; letters for what is left: a tokenizer as models have it. */
function wordTokenizer(): Tokenizer {
  const pieces = [...words.map((word) => ` ${word}`), ...words, ',', '.', ' ', ...'abcdefghijklmnopqrstuvwxyzéèà’-', ' gri', 'se', ' mar', 'chait']
  const longest = pieces.map((piece, id) => ({ piece, id })).sort((a, b) => b.piece.length - a.piece.length)
  const encode = (text: string): number[] => {
    const found = longest.find(({ piece }) => text.startsWith(piece))
    return text === '' ? [] : found ? [found.id, ...encode(text.slice(found.piece.length))] : encode(text.slice(1))
  }
  return { encode, decode: (ids) => ids.map((id) => pieces[id] ?? '').join(''), endOfText: pieces.length, beginning: [], vocabularySize: pieces.length + 1 }
}

/** Says what stands in its books after the longest ending it knows; anything else is a thousand times less likely. */
function byHeart(tokenizer: Tokenizer, books: readonly string[]): Decoder {
  const index = indexTexts(books.map((text) => [...tokenizer.encode(text), tokenizer.endOfText ?? 0]))
  return tableDecoder(tokenizer.vocabularySize, 512, (held) => {
    const logits = Float32Array.from({ length: tokenizer.vocabularySize }, (_, id) => Math.sin(id * 12.9898 + held.length) - 2)
    for (const { id, count } of longestContinuations(index, held).next) logits[id] = 6 + Math.log(count)
    return logits
  })
}

const never = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

interface Asked { readonly prompt: string; readonly processors: readonly LogitsProcessor[]; readonly temperature?: number; readonly stopAt?: StopAt; readonly seed?: number }

async function write(decoder: Decoder, tokenizer: Tokenizer, { prompt, processors, temperature = 0, stopAt = 'tokens', seed = 1 }: Asked): Promise<{ text: string, ended: boolean }> {
  let text = ''
  const wish = { prompt, maxTokens: 80, stopAt, sampling: { temperature, seed, stop: [] }, processors }
  for await (const event of generate({ decoder: holdDecoder(decoder), tokenizer }, wish, never)) {
    if (event.type === 'done') return { text, ended: true }
    text += event.text
  }
  return { text, ended: false }
}

/** Copies that end in what was written: the prompt's own are hers. */
function copies(texts: TextIndex, prompt: string, text: string, least: number, allowed: readonly string[] = []): string[] {
  const whole = prompt + text
  return copiesIn(texts, whole, { least, excuse: openExcuse(allowed, least), places: 1 }).copies.filter(({ end }) => end > prompt.length).map(({ start, end }) => whole.slice(start, end))
}

/** Letter by letter more often stands near a copy, and takes longer. */
const kinds = [['words', wordTokenizer(), 40], ['bytes', byteTokenizer, 12]] as const

describe('a model that knows the books by heart', () => {
  it.each(kinds)('never says a run of them, with a tokenizer of %s', async (_, tokenizer, numRuns) => {
    let parroted = 0
    await fc.assert(fc.asyncProperty(fc.array(book, { minLength: 1, maxLength: 3 }), fc.integer({ min: 2, max: 6 }), fc.nat(40), fc.constantFrom(0, 1), fc.constantFrom<StopAt>('tokens', 'sentence'), async (books, least, at, temperature, stopAt) => {
      const texts = indexPassages(books)
      const prompt = (books[0] ?? '').slice(0, at).replace(/\s+\S*$/, '')
      const asked = { prompt, temperature, stopAt, seed: at }
      const free = await write(byHeart(tokenizer, books), tokenizer, { ...asked, processors: [] })
      if (copies(texts, prompt, free.text, least).length > 0) parroted++
      const kept = await write(byHeart(tokenizer, books), tokenizer, { ...asked, processors: [avoidCopies([texts], tokenizer, { least, allowed: [] })] })
      expect(copies(texts, prompt, kept.text, least)).toEqual([])
      expect(kept.ended).toBe(true)
    }), { numRuns })
    expect(parroted).toBeGreaterThan(numRuns / 4)
  })

  it('goes on with other words, not with silence', async () => {
    const tokenizer = wordTokenizer()
    const books = ['la mer était grise et elle marchait sans bruit, la mer était là et grand-mère marchait sans elle.']
    const texts = indexPassages(books)
    const { text } = await write(byHeart(tokenizer, books), tokenizer, { prompt: 'la', temperature: 1, processors: [avoidCopies([texts], tokenizer, { least: 4, allowed: [] })] })
    expect(wordsOf(text).length).toBeGreaterThan(20)
    expect(copies(texts, 'la', text, 4)).toEqual([])
    expect(copies(texts, 'la', text, 3).length).toBeGreaterThan(0)
  })

  it('may say what she allows, and no more', async () => {
    const tokenizer = wordTokenizer()
    const books = ['elle marchait sans bruit et la mer était grise.']
    const texts = indexPassages(books)
    const allowed = ['Elle marchait sans bruit, et la mer']
    const { text } = await write(byHeart(tokenizer, books), tokenizer, { prompt: 'elle', processors: [avoidCopies([texts], tokenizer, { least: 4, allowed })] })
    expect(text).toContain('marchait sans bruit et la mer')
    expect(copies(texts, 'elle', text, 4, allowed)).toEqual([])
  })

  it('heeds several libraries at once', async () => {
    const tokenizer = wordTokenizer()
    const books = ['la mer était grise et elle marchait', 'sans bruit elle marchait et la mer était là']
    const indices = books.map((text) => indexPassages([text]))
    const { text } = await write(byHeart(tokenizer, books), tokenizer, { prompt: 'la mer', processors: [avoidCopies(indices, tokenizer, { least: 3, allowed: [] })] })
    for (const texts of indices) expect(copies(texts, 'la mer', text, 3)).toEqual([])
  })
})

it('a bigram that was trained to parrot keeps from it', async () => {
  const text = 'la mer monte, et le vent tombe sur les toits bas du port.'
  const learner = bigramLearner({ vocabulary: byteTokenizer.vocabularySize })
  const ids = BigInt64Array.from(byteTokenizer.encode(text), BigInt)
  for (let step = 1; step <= 40; step++) {
    await learner.accumulate({ inputIds: ids, labels: ids, batch: 1, length: ids.length })
    await learner.apply({ learningRate: 0.5, step })
  }
  const decoder = (): Decoder => tableDecoder(byteTokenizer.vocabularySize, 512, (held) => learner.logitsAfter(held.at(-1) ?? 0))
  const texts = indexPassages([text])
  const ask = async (seed: number, processors: readonly LogitsProcessor[]) => (await write(decoder(), byteTokenizer, { prompt: 'la', temperature: 1, seed, processors })).text
  const seeds = Array.from({ length: 12 }, (_, i) => i)
  const free = await Promise.all(seeds.map((seed) => ask(seed, [])))
  expect(free.filter((said) => copies(texts, 'la', said, 2).length > 0).length).toBeGreaterThan(0)
  for (const seed of seeds) expect(copies(texts, 'la', await ask(seed, [avoidCopies([texts], byteTokenizer, { least: 2, allowed: [] })]), 2)).toEqual([])
})

it('leaves the logits alone where no copy is near', () => {
  const tokenizer = wordTokenizer()
  const avoid = avoidCopies([indexPassages(['la mer était grise et elle marchait'])], tokenizer, { least: 4, allowed: [] })
  const logits = new Float32Array(tokenizer.vocabularySize)
  expect(avoid(logits, tokenizer.encode('grise la était mer'))).toBe(logits)
  expect(avoid(logits, tokenizer.encode('la mer était'))).not.toBe(logits)
  expect(avoid(logits, [])).toBe(logits)
})
