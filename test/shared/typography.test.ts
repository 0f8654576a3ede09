// Typing as a person types, key by key, in both languages.
import { describe, expect, test } from 'vitest'
import type { Language } from '#shared/language.ts'
import { typeset, typesetText } from '#shared/typography/rules.ts'

const n = '\u00a0'
const t = '\u202f'

function type(language: Language, keys: string): string {
  let line = ''
  for (const key of keys) {
    const change = typeset(language, line, key)
    line = change === null ? line + key : line.slice(0, line.length - change.back) + change.text
  }
  return line
}

const french: readonly (readonly [string, string])[] = [
  ['l\'herbe', 'l’herbe'],
  ['"Oui", dit-il.', `«${n}Oui${n}», dit-il.`],
  ['" Oui "', `«${n}Oui${n}»`],
  ['« Oui »', `«${n}Oui${n}»`],
  ['<<Oui>>', `«${n}Oui${n}»`],
  ['Quoi?', `Quoi${t}?`],
  ['Quoi ?', `Quoi${t}?`],
  ['Quoi?!', `Quoi${t}?!`],
  ['Ceci: cela; voila!', `Ceci${n}: cela${t}; voila${t}!`],
  ['"Viens!"', `«${n}Viens${t}!${n}»`],
  ['Attends...', 'Attends…'],
  ['Attends...?', `Attends…${t}?`],
  ['- Oui.', `—${n}Oui.`],
  ['-- Oui.', `—${n}Oui.`],
  ['il vint--trop tard', 'il vint—trop tard'],
  ['grand-mère', 'grand-mère'],
  ['J.-C.', 'J.-C.']
]

const english: readonly (readonly [string, string])[] = [
  ['"Yes," she said.', '“Yes,” she said.'],
  ['don\'t', 'don’t'],
  ['the \'real\' one', 'the ‘real’ one'],
  ['"\'Tis true"', '“’Tis true”'],
  ['take \'em all', 'take ’em all'],
  ['"But I--"', '“But I—”'],
  ['Wait...', 'Wait…'],
  ['("so")', '(“so”)'],
  ['Why? Because!', 'Why? Because!'],
  ['well-known', 'well-known']
]

describe('typographic typing', () => {
  test.each(french)('French: %s', (keys, page) => expect(type('fr', keys)).toBe(page))
  test.each(english)('English: %s', (keys, page) => expect(type('en', keys)).toBe(page))
})

describe('a whole text set at once', () => {
  test.each([
    ['fr', 'Elle dit', ' : "Viens !"', `${n}: «${n}Viens${t}!${n}»`],
    ['fr', '«\u00a0Oui', ' !" dit-il', `${t}!${n}» dit-il`],
    ['en', 'She said, "', 'Come--now."', 'Come—now.”'],
    ['en', 'One.\n\n', '"Two', '“Two']
  ] as const)('%s: after %j, %j', (language, before, text, page) => expect(typesetText(language, before, text)).toBe(page))
})
