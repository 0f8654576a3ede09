// The words of the library, in English.
import type { MessageTable } from '../messages.ts'

export const library = {
  title: 'Library', lead: 'Your books. Everything stays on this machine.',
  newBook: 'New book', fromFile: 'From a file…', sampleFrench: 'French sample', sampleEnglish: 'English sample',
  sampleLead: 'A short novel that comes with Aurore, to look around with.',
  goneTitle: 'This book is not here', goneText: 'It may have been removed in another window. The library shows every book there is.',
  emptyTitle: 'No book yet', emptyText: 'Begin with a blank page, drop a manuscript anywhere in this window, or open the sample novel.',
  bookTitle: 'Title', author: 'Author', language: 'Language of the book', create: 'Begin', french: 'French', english: 'English',
  titleNeeded: 'A book needs a title; it can change later.',
  books: 'Books', open: 'Open {title}', actionsFor: 'Actions for {title}', renameTitle: 'Rename the book', removed: '“{title}” was removed',
  changed: 'changed {ago}', changedNow: 'changed just now',
  voices: { one: '{count} voice', other: '{count} voices' },
  reading: { one: 'Reading {count} file…', other: 'Reading {count} files…' },
  imported: { one: '{count} document was read', other: '{count} documents were read' },
  notRead: '{name} could not be read. {reason}', dropNew: 'They become a new book', dropInto: 'They are added to “{title}”',
  dropAsk: { one: 'Where should this file go?', other: 'Where should these {count} files go?' },
  intoCorpus: 'Into the corpus only', intoCorpusHint: 'To learn your voice from; the manuscript stays as it is.',
  intoManuscript: 'Into the manuscript only', intoManuscriptHint: 'Its chapters are added at the end of the book.',
  intoBoth: 'Both', intoBothHint: 'Chapters to work on, and words to learn from.', firstChapter: 'Chapter 1'
} as const satisfies MessageTable
