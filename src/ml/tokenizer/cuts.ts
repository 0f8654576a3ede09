// Where a tokenizer itself cuts a text, so that its pieces can be looked at one by one. Knows definitions, and leaves alone those it does not know.
import { addedTokensOf, isRecord, modelOf, normalizersOf, preTokenizersOf, type Json } from './definition.ts'
import { metaspace, wordPattern, wordsOf } from './metaspace.ts'

export type Cut = (text: string) => readonly string[]

/** GPT-2's own pattern (Radford et al. 2019, encoder.py), which `ByteLevel` applies with `use_regex`. Each of its pieces alone is cut no further. */
const gpt2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu
const atGpt2Pieces: Cut = (text) => text.match(gpt2) ?? []

/** Before a space that stands alone between two characters: later byte-level patterns all cut there. Runs of blanks stay with what surrounds them. */
export const atLoneSpaces: Cut = (text) => text.split(/(?<=\S)(?= \S)/u)

const known = new Set(['ByteLevel', 'Split', 'Digits', 'Punctuation'])

/** As `metaspace.ts` writes it: the spaces become `▁`, then one pattern cuts. */
function isOurs(definition: Json): boolean {
  const [pattern] = preTokenizersOf(definition)
  const { type, pattern: found } = pattern ?? {}
  return type === 'Split' && JSON.stringify(found) === JSON.stringify({ Regex: wordPattern })
}

const prepend = ['Prepend', metaspace, '']
const replace = ['Replace', { String: ' ' }, metaspace]

/** Whether a tokenizer spells spaces in just these steps and cuts nowhere, with no token that reaches over a `▁`. */
function cutsNowhere(definition: Json, expected: readonly (readonly unknown[])[]): boolean {
  const { type, vocab } = modelOf(definition)
  const steps = normalizersOf(definition).map((step) => [step['type'], step['prepend'] ?? step['pattern'], step['content'] ?? ''])
  const reachesOver = new RegExp(`[^${metaspace}]${metaspace}`, 'u')
  return type === 'BPE' && definition['pre_tokenizer'] === null && JSON.stringify(steps) === JSON.stringify(expected) &&
    isRecord(vocab) && !Object.keys(vocab).some((token) => reachesOver.test(token))
}

/**
 * Whether a tokenizer puts `▁` before every text (Llama, Mistral): then a text cut before its lone spaces, and its pieces given without them,
 * comes to the same tokens.
 */
export const prependsAndCutsNowhere = (definition: Json): boolean => cutsNowhere(definition, [prepend, replace])

function patternCut(definition: Json): Cut | null {
  const parts = preTokenizersOf(definition)
  if (isOurs(definition)) return wordsOf
  if (cutsNowhere(definition, [replace])) return atLoneSpaces
  const byteLevel = parts.filter(({ type }) => type === 'ByteLevel')
  if (byteLevel.length === 0 || byteLevel.some((part) => part['add_prefix_space'] === true)) return null
  if (parts.length === 1 && normalizersOf(definition).length === 0 && parts[0]?.['use_regex'] !== false) return atGpt2Pieces
  return parts.every(({ type }) => known.has(String(type))) ? atLoneSpaces : null
}

/** Added tokens are found before any cut; those that reach over blanks forbid cutting there. */
function besideAdded(definition: Json, cut: Cut): Cut | null {
  const added = addedTokensOf(definition)
  if (added.some(({ lstrip, rstrip }) => lstrip || rstrip)) return null
  const blank = added.filter(({ content }) => /\s/.test(content))
  if (blank.length === 0) return cut
  return blank.every(({ content }) => /^\s{2,}$/.test(content)) ? atLoneSpaces : null
}

/** Cuts that change no token; null where none are known. */
export function safeCut(definition: Json): Cut | null {
  const cut = patternCut(definition)
  return cut && besideAdded(definition, cut)
}

/** Text and, between, the given words wherever they stand, the longest first; a function that gives the text alone where there are none. */
export function splitter(words: readonly string[]): Cut {
  if (words.length === 0) return (text) => [text]
  const escaped = words.toSorted((a, b) => b.length - a.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = new RegExp(`(${escaped.join('|')})`, 'u')
  return (text) => text.split(pattern).filter((part) => part !== '')
}
