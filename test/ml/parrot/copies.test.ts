// The parrot check against the plainest search, over random texts and the edges: typography, borders, repetition, quotations allowed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextOf, copiesIn, countWordsIn, followText, indexBytes, indexPassages, openExcuse, readIndex, wordEnd, wordsOf, type TextIndex } from '#ml/parrot/index.ts'
import { plainRuns, plainWords } from './brute.ts'

const vocabulary = ['la', 'mer', 'était', 'Grise', 'l’herbe', 'grand-mère', 'œuvre', 'a', 'À', '«', '—', '3,14', 'été']
const line = fc.array(fc.constantFrom(...vocabulary), { maxLength: 30 }).map((words) => words.join(' '))
const wordy = fc.array(fc.constantFrom(...vocabulary.filter((word) => /\p{L}/u.test(word))), { maxLength: 40 }).map((words) => words.join(' '))
const none = openExcuse([], 4)
const check = (books: TextIndex, text: string, least: number) => copiesIn(books, text, { least, excuse: none, places: 3 })
const forms = (text: string): string[] => wordsOf(text).map(({ form }) => form)

describe('the parrot check', () => {
  it('says what a plain search says, of 1,000 random texts', () => {
    fc.assert(fc.property(fc.array(wordy, { maxLength: 4 }), wordy, fc.integer({ min: 1, max: 6 }), (books, text, least) => {
      const { longest, copies } = check(indexPassages(books), text, least)
      const plain = plainRuns(books.map(plainWords), plainWords(text), 1)
      expect(longest).toBe(Math.max(0, ...plain.map(({ start, end }) => end - start)))
      const words = wordsOf(text)
      const placeOf = ({ start, end }: { start: number, end: number }) => `${words[start]?.start}-${words[end - 1]?.end}`
      const expected = new Map(plain.filter(({ start, end }) => end - start >= least).map((run) => [placeOf(run), run.times]))
      for (const { start, end, occurrences } of copies) expect(expected.get(`${start}-${end}`)).toBe(occurrences)
      const covered = (runs: readonly string[]) => words.map((word) => runs.some((run) => Number(run.split('-')[0]) <= word.start && word.end <= Number(run.split('-')[1])))
      expect(covered(copies.map(({ start, end }) => `${start}-${end}`))).toEqual(covered([...expected.keys()]))
    }), { numRuns: 1000 })
  })

  it('leads back to the very characters', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), line, (books, text) => {
      for (const { start, end, places } of check(indexPassages(books), text, 2).copies) {
        for (const { passage, start: from, lastStart } of places) {
          const book = books[passage] ?? ''
          expect(forms(book.slice(from, wordEnd(book, lastStart)))).toEqual(forms(text.slice(start, end)))
        }
      }
    }))
  })

  it.each([
    ['curly and straight apostrophes', 'C\'est l\'herbe d\'ici', '« C’est l’herbe… d’ici »', 3], ['capitals and their accents', 'À L\'ÉTÉ, ÉTIENNE', 'A l’été Etienne', 3],
    ['ligatures', 'le cœur de l’œuvre', 'Le coeur de l’oeuvre', 4], ['kinds of hyphens', 'la grand\u2011mère dit\u2010il', 'la grand-mère, dit-il', 3],
    ['dashes, spaces, quotes', '— Viens !\u00a0Elle\u202fvint, vite', '“Viens!” elle--vint—vite', 4], ['composed and decomposed', 'l’e\u0301te\u0301 e\u0301tait la\u0300', 'l’été était là', 3],
    ['soft hyphens and joiners', 'la mai\u00adson blan\u200bche ici', 'la maison blanche ici', 4], ['lines and paragraphs', 'la mer\n\nétait\tgrise ici', 'la mer était grise ici', 5],
    ['other scripts', 'ΟΔΟΣ είναι μακρύς', 'οδος ειναι μακρυς', 3], ['small capitals of a font', 'ﬁn de la nuit', 'fin de la nuit', 4]
  ])('is not fooled by %s', (_, book, text, words) => {
    expect(check(indexPassages([book]), text, 1).copies.map((copy) => copy.words)).toEqual([words])
  })

  it.each([
    ['no books', [], 'la mer était grise', 0], ['an empty book', [''], 'la mer', 0], ['no text', ['la mer'], '', 0], ['signs alone', ['— ! …'], '« » — !', 0], ['one word', ['mer'], 'mer', 1],
    ['a word over and over', ['a '.repeat(50)], 'a '.repeat(20), 20], ['over and over, more often', ['a '.repeat(20)], 'a '.repeat(50), 20],
    ['over the border of two books', ['la mer était', 'grise et belle'], 'la mer était grise et belle', 3], ['emoji', ['la 😀 mer 🌊 grise'], 'la mer grise', 3]
  ])('holds at the edge: %s', (_, books, text, longest) => {
    expect(check(indexPassages(books), text, 100).longest).toBe(longest)
  })

  it('does not call what she allowed a copy: short phrases whole, pieces of long ones', () => {
    const books = indexPassages(['et puis qui vivra verra disait la vieille en riant de toutes ses dents ce soir'])
    const count = (text: string, allowed: readonly string[], least: number) => copiesIn(books, text, { least, excuse: openExcuse(allowed, least), places: 1 }).copies.map(({ words }) => words)
    expect(count('et puis qui vivra verra disait la vieille', [], 4)).toEqual([8])
    expect(count('et puis « Qui vivra verra », disait la vieille', ['qui vivra, verra !'], 4)).toEqual([])
    expect(count('puis qui vivra disait', ['qui vivra verra'], 3)).toEqual([3])
    expect(count('la vieille en riant de toutes ses dents', ['disait la vieille en riant de toutes ses dents ce soir'], 5)).toEqual([])
    expect(count('la vieille en riant', ['disait la vieille en riant de toutes'], 4)).toEqual([])
  })
})

describe('an index in a file', () => {
  it('comes back as it went', () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 4 }), fc.string(), line, (books, about, text) => {
      const texts = indexPassages(books)
      const back = readIndex(indexBytes({ texts, about }))
      expect(back?.about).toBe(about)
      expect(back && check(back.texts, text, 1)).toEqual(check(texts, text, 1))
      expect(back && countWordsIn(back.texts)).toBe(books.reduce((sum, book) => sum + forms(book).length, 0))
    }))
  })

  it('is refused when cut short, grown or of another kind', () => {
    const bytes = indexBytes({ texts: indexPassages(['la mer était grise']), about: 'x' })
    for (const broken of [bytes.slice(0, -4), bytes.slice(0, 20), new Uint8Array(), new Uint8Array([...bytes, 0, 0, 0, 0]), bytes.map((byte, i) => (i === 14 ? 50 : byte))]) expect(readIndex(broken)).toBeNull()
  })
})

describe('while a text is written', () => {
  it('the followed ending is the longest there is, in whatever pieces it comes', () => {
    fc.assert(fc.property(fc.array(wordy, { maxLength: 3 }), wordy, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (books, text, steps) => {
      const texts = indexPassages(books)
      const following = followText([texts], '')
      const whole = `${text} `
      let length = 0
      for (let at = 0, i = 0; at < whole.length; i++) { const step = steps[i % steps.length] ?? 1; length = following.push(whole.slice(at, at + step)); at += step }
      const words = plainWords(text)
      const runs = plainRuns(books.map(plainWords), words, 1).filter(({ end }) => end === words.length)
      expect(length).toBe(Math.max(0, ...runs.map(({ start, end }) => end - start)))
    }))
  })

  it.each([['un deux trois quatre', 4, 'trois quatre'], ['un deux trois quatre, ', 4, 'trois quatre, '], ['un', 8, 'un'], ['', 8, ''], ['a b', 1, ''], ['… !', 4, '']])('of %j with %i the context is %j', (before, least, context) => {
    expect(contextOf(before, least)).toBe(context)
  })

  it('the context of a long text is found from its end', () => {
    const long = `${'mot '.repeat(5000)}${'x'.repeat(900)} fin ici`
    expect(contextOf(long, 6)).toBe(`${'x'.repeat(900)} fin ici`)
  })
})
