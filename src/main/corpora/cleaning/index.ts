// All cleaning steps in their fixed order: what belongs to the edition goes first, then pages, then lines, then signs. Each can be switched
// off. Knows the steps' names, not their insides.
import type { CleaningEntry, CleaningStep } from '#shared/contract/corpora.ts'
import { catalogue } from './catalogue.ts'
import { contents } from './contents.ts'
import { dehyphenate } from './dehyphenate.ts'
import { gutenberg } from './gutenberg.ts'
import { markup } from './markup.ts'
import { pageFurniture } from './page-furniture.ts'
import type { Context, Step } from './step.ts'
import { transcriberNotes } from './transcriber-notes.ts'
import { unwrap } from './unwrap.ts'

export type { Context } from './step.ts'

const steps: Readonly<Record<CleaningStep, Step>> = {
  gutenberg, 'transcriber-notes': transcriberNotes, contents, catalogue, 'page-furniture': pageFurniture, dehyphenate, unwrap, markup
}

/** Insertion order of the table above. */
const order = Object.keys(steps).filter((key): key is CleaningStep => key in steps)

export type Switches = Partial<Readonly<Record<CleaningStep, boolean>>>

export function clean(text: string, context: Context, switches: Switches): { readonly text: string, readonly entries: readonly CleaningEntry[] } {
  return order.reduce<{ text: string, entries: readonly CleaningEntry[] }>((done, step) => {
    if (switches[step] === false) return { text: done.text, entries: [...done.entries, { step, enabled: false, places: 0, removedCharacters: 0, examples: [] }] }
    const { text: next, places, removedCharacters, examples } = steps[step](done.text, context)
    return { text: next, entries: [...done.entries, { step, enabled: true, places, removedCharacters, examples: [...examples] }] }
  }, { text, entries: [] })
}
