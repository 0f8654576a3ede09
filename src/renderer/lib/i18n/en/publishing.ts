// The words of publishing, in English.
import type { MessageTable } from '../messages.ts'

export const publishing = {
  title: 'Publish',
  lead: 'Your book as a file, to send, print or sell. The manuscript stays here, unchanged.',
  reading: 'Opening the manuscript…',
  emptyTitle: 'There is nothing to publish yet',
  emptyText: 'Write a first page, or bring a file into the book; then come back here.',
  toWrite: 'Go to the Write page',
  what: 'What',
  whole: 'The whole book',
  piece: 'One part or chapter',
  pieceChoice: 'Which one',
  untitled: 'Untitled',
  figures: '{chapters}, {words}',
  option: '{title} ({words})',
  as: 'As',
  'format-docx': 'Word (.docx)',
  'formatWhat-docx': 'For editors, publishers and proof-readers: chapters as headings, ready to be annotated.',
  'format-epub': 'E-book (.epub)',
  'formatWhat-epub': 'For e-readers and online shops: a finished book with its table of contents.',
  'format-md': 'Markdown (.md)',
  'formatWhat-md': 'For other writing programs and for keeping: light, with its italics and headings.',
  'format-txt': 'Plain text (.txt)',
  'formatWhat-txt': 'Only the words: opens on every machine, now and in fifty years.',
  make: 'Make the file',
  making: 'Making the file…',
  made: 'Done: “{name}” ({size}) went to your downloads.',
  again: 'Save it once more'
} as const satisfies MessageTable
