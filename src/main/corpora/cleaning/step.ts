// What a cleaning step is: a pure function of marked text that also says what it did. Knows no step in particular.
import { unmarked } from '../marks.ts'

export type Context = { readonly title: string, readonly author: string | null, readonly fromGutenberg: boolean }
export type Example = { readonly before: string, readonly after: string }
export type Cleaned = { readonly text: string, readonly places: number, readonly removedCharacters: number, readonly examples: readonly Example[] }
export type Step = (text: string, context: Context) => Cleaned

export const maxExamples = 5
const exampleLength = 160

export const unchanged = (text: string): Cleaned => ({ text, places: 0, removedCharacters: 0, examples: [] })

/** A short view of a changed place, without the marks, cut in the middle of nothing that matters. */
export function shortened(text: string): string {
  const plain = unmarked(text).trim()
  return plain.length <= exampleLength ? plain : `${plain.slice(0, exampleLength / 2).trimEnd()} […] ${plain.slice(-exampleLength / 3).trimStart()}`
}

export function cleaned(before: string, after: string, places: number, examples: readonly Example[]): Cleaned {
  if (before === after) return unchanged(before)
  return { text: after, places, removedCharacters: Math.max(0, before.length - after.length), examples: examples.slice(0, maxExamples) }
}

/** Applies replacements and notes each place that truly changed, with a little of the text around it. */
export function replacing(text: string, pattern: RegExp, replace: (match: string, ...groups: string[]) => string): Cleaned {
  const examples: Example[] = []
  let places = 0
  let removedCharacters = 0
  const after = text.replace(pattern, (match: string, ...rest: unknown[]) => {
    const groups = rest.filter((part): part is string => typeof part === 'string')
    const made = replace(match, ...groups)
    if (made !== match) {
      places++
      removedCharacters += Math.max(0, unmarked(match).length - unmarked(made).length)
      if (examples.length < maxExamples) examples.push({ before: shortened(match), after: shortened(made) })
    }
    return made
  })
  return { text: after, places, removedCharacters, examples }
}

/** One step made of several smaller ones, told as one. */
export const inTurn = (...steps: readonly Step[]): Step => (text, context) =>
  steps.reduce<Cleaned>((sum, step) => {
    const next = step(sum.text, context)
    return {
      text: next.text, places: sum.places + next.places, removedCharacters: sum.removedCharacters + next.removedCharacters,
      examples: [...sum.examples, ...next.examples].slice(0, maxExamples)
    }
  }, unchanged(text))

/** Takes away whole lines: `drop` says which. Told as one place for each unbroken stretch. */
export function withoutLines(lines: readonly string[], drop: ReadonlySet<number>): Cleaned {
  const examples: Example[] = []
  let places = 0
  const kept = lines.filter((_, i) => {
    if (!drop.has(i)) return true
    if (!drop.has(i - 1)) {
      places++
      if (examples.length < maxExamples) examples.push({ before: shortened(stretch(lines, drop, i)), after: '' })
    }
    return false
  })
  return cleaned(lines.join('\n'), kept.join('\n'), places, examples)
}

function stretch(lines: readonly string[], drop: ReadonlySet<number>, from: number): string {
  let to = from
  while (drop.has(to) && to - from < 400) to++
  return lines.slice(from, to).filter((line) => line.trim() !== '').join('\n')
}
