// The seam between her words and the machine's.
import { describe, expect, test } from 'vitest'
import { afterTyping, hasWords, nextWord, seam } from '../../src/renderer/features/editor/ghost/seam.ts'

const n = '\u00a0'
const t = '\u202f'

describe('seam', () => {
  test.each([
    ['She ', ' came', 'came'],
    ['She', ' came', ' came'],
    ['Sh', 'e came', 'e came'],
    ['', '  Once', 'Once'],
    ['One.\n\n', '\n\nTwo', 'Two'],
    ['It ended.', '\n\n“Well,” he said', '\n“Well,” he said'],
    ['It  ', '  rained', 'rained'],
    ['A', '  b  c', ' b c'],
    ['«\u00a0', ' Oui', 'Oui'],
    ['Quoi', `${t}?`, `${t}?`]
  ] as const)('%j + %j', (before, raw, shown) => expect(seam(before, raw)).toBe(shown))
})

describe('word by word', () => {
  test.each([
    [' came home.', [' came', ' home.']],
    [`Oui${t}! dit-il`, [`Oui${t}!`, ' dit-il']],
    [`«${n}Non${n}», fit`, [`«${n}Non${n}»,`, ' fit']],
    [`—${n}Viens.`, [`—${n}Viens.`]],
    ['end.\nNew line', ['end.', '\nNew', ' line']]
  ])('%j', (ghost, words) => {
    let rest = ghost
    const taken: string[] = []
    while (rest !== '') {
      const word = nextWord(rest)
      taken.push(word)
      rest = rest.slice(word.length)
    }
    expect(taken).toEqual(words)
  })
})

describe('typing along', () => {
  test.each([
    [' came', ' c', 'ame'],
    [`${t}!`, ' ', '!'],
    [' came', ' w', null],
    ['came', 'came', '']
  ])('%j, typed %j', (ghost, typed, rest) => expect(afterTyping(ghost, typed)).toBe(rest))

  test.each([['…', false], [' a', true], ['', false]])('worth showing: %j', (ghost, shown) => expect(hasWords(ghost)).toBe(shown))
})
