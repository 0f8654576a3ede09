// The few words that a printed book needs and its author did not write. Knows no format.
import type { Language } from '#shared/language.ts'

export type BookWords = {
  readonly untitled: string
  readonly fileName: string
  readonly scene: (n: number) => string
  readonly part: (n: number) => string
  readonly chapter: (n: number) => string
  readonly contents: string
  readonly titlePage: string
  readonly beginning: string
  readonly accessibility: string
}

export const bookWords: Readonly<Record<Language, BookWords>> = {
  en: {
    untitled: 'Untitled', fileName: 'book', scene: (n) => `Scene ${n}`, part: (n) => `Part ${n}`, chapter: (n) => `Chapter ${n}`,
    contents: 'Contents', titlePage: 'Title page', beginning: 'Beginning of the text',
    accessibility: 'A book of text alone, with a table of contents, headings and a reading order.'
  },
  fr: {
    untitled: 'Sans titre', fileName: 'livre', scene: (n) => `Scène ${n}`, part: (n) => `Partie ${n}`, chapter: (n) => `Chapitre ${n}`,
    contents: 'Table des matières', titlePage: 'Page de titre', beginning: 'Début du texte',
    accessibility: 'Un livre de texte seul, avec une table des matières, des titres et un ordre de lecture.'
  }
}
