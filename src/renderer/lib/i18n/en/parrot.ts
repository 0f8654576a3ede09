// The words of the parrot check, in English.
import type { MessageTable } from '../messages.ts'

export const parrot = {
  wordsAsIn: { one: '{count} word as in', other: '{count} words as in' }, chapter: 'chapter {name}', copying: { one: '{count} word in a row as in your books…', other: '{count} words in a row as in your books…' },
  morePlaces: { one: 'and in {count} other place', other: 'and in {count} other places' }, moreCopies: { one: '{count} more', other: '{count} more' },
  show: 'Show the passage', hide: 'Hide the passage', passage: 'The passage in your book', keyShow: 'Show the passage a suggestion repeats',
  allow: 'Allow this quotation', allowed: 'Quotations you allow', noAllowed: 'None yet. A passage that is shown can be allowed there.', disallow: 'No longer allow “{text}”', isAllowed: '“{text}” is allowed from now on',
  found: { one: '{count} passage as in your books', other: '{count} passages as in your books' }, none: 'No {words} words in a row stand in your books.',
  title: 'Copies of your own books', off: 'Do not look', notice: 'Tell me', avoid: 'Do not write them',
  noticeHint: 'A suggestion that repeats your books word for word says from where.', avoidHint: 'The muse turns away before she repeats that many words in a row.', offHint: 'Nothing is compared.',
  words: 'From how many words in a row'
} as const satisfies MessageTable
