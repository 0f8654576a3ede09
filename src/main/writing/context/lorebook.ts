// Which lorebook entries are called: those always there, those whose keys stand in the last paragraphs, and those called by the text of others, a few links
// far. Pure: regular expressions are looked for by what it is given.
import type { LeftOutReason, LoreEntry } from '#shared/contract/context.ts'
import type { LoreId } from '#shared/ids.ts'
import { folded, found, parseKey } from './keys.ts'

export type Called = { readonly entry: LoreEntry, readonly key: string | null, readonly by: string | null }
export type NotCalled = { readonly entry: LoreEntry, readonly reason: Extract<LeftOutReason, 'pattern' | 'slow' | 'chain'> }
/** Whether the expression is found; null when looking took too long. */
export type FindPattern = (source: string, flags: string, text: string) => boolean | null

/** An entry may be called by another's text, that one by a third's: so far and no farther. */
const links = 3

type Look = 'no' | 'pattern' | 'slow' | { readonly key: string }

/** Always-on ones first, then the called ones; each by priority, then as they came. */
export function callEntries(entries: readonly LoreEntry[], before: string, find: FindPattern): { readonly called: readonly Called[], readonly not: readonly NotCalled[] } {
  const living = entries.filter((entry) => entry.enabled && entry.text.trim() !== '')
  const called = new Map<LoreId, Called>(living.filter((entry) => entry.alwaysOn).map((entry) => [entry.id, { entry, key: null, by: null }]))
  const not = new Map<LoreId, NotCalled>()
  const text = lastParagraphs(before)
  const call = (entry: LoreEntry, where: string, by: string | null): Called | null => {
    const look = lookFor(entry, where, find)
    if (typeof look === 'object') return { entry, key: look.key, by }
    if (look !== 'no') not.set(entry.id, { entry, reason: look })
    return null
  }
  const add = (more: readonly (Called | null)[]): readonly Called[] => more.filter((one) => one !== null).filter((one) => !called.has(one.entry.id) && called.set(one.entry.id, one))
  let fresh = [...called.values(), ...add(living.map((entry) => (called.has(entry.id) ? null : call(entry, text(entry.scanDepth), null))))]
  for (let link = 0; fresh.length > 0; link++) {
    const next = fresh.flatMap((by) => living.filter((entry) => entry.cascade && !called.has(entry.id)).map((entry) => call(entry, by.entry.text, titleOf(by.entry))))
    if (link === links) for (const one of next) if (one) not.set(one.entry.id, { entry: one.entry, reason: 'chain' })
    fresh = link === links ? [] : [...add(next)]
  }
  return { called: byPriority([...called.values()]), not: [...not.values()].filter(({ entry }) => !called.has(entry.id)) }
}

export const titleOf = ({ title, keys }: Pick<LoreEntry, 'title' | 'keys'>): string => title || (keys[0] ?? '')

const byPriority = (called: readonly Called[]): readonly Called[] =>
  called.toSorted((a, b) => Number(b.entry.alwaysOn) - Number(a.entry.alwaysOn) || b.entry.priority - a.entry.priority)

/** The last so many paragraphs that have words in them. */
function lastParagraphs(text: string): (depth: number) => string {
  const paragraphs = text.split(/\n+/).filter((paragraph) => paragraph.trim() !== '')
  const known = new Map<number, string>()
  return (depth) => {
    const there = known.get(depth) ?? paragraphs.slice(-depth).join('\n')
    known.set(depth, there)
    return there
  }
}

function lookFor({ keys, matchCase, wholeWords }: LoreEntry, text: string, find: FindPattern): Look {
  const haystack = folded(text, matchCase)
  let trouble: Look = 'no'
  for (const key of keys) {
    const parsed = parseKey(key)
    if (parsed.kind === 'words') {
      if (found(folded(parsed.words, matchCase), haystack, wholeWords)) return { key }
      continue
    }
    const there = parsed.kind === 'broken' ? 'pattern' : find(parsed.source, matchCase ? parsed.flags : withI(parsed.flags), text) ?? 'slow'
    if (there === true) return { key }
    if (there !== false) trouble = there
  }
  return trouble
}

const withI = (flags: string): string => (flags.includes('i') ? flags : `${flags}i`)
