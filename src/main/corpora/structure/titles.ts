// Titles that stand on the line after their number: "CHAPITRE PREMIER", then "Milan en 1796". Knows headings already found.
import { blockText } from '../blocks.ts'
import type { TextBlock } from '../manuscript.ts'
import type { Found, Heading } from './headings.ts'
import { isUpper } from './headings.ts'

/** A book either puts titles on the next line or does not: this share of its headings must agree, for lines not in capitals. */
const custom = 0.6

export function withNextLineTitles(all: readonly Found[], blocks: readonly TextBlock[]): Heading[] {
  const headings = all.filter((heading, i) => !isTitleOf(heading, all[i - 1]))
  const taken = new Set(headings.map((heading) => heading.index))
  const bare = headings.filter((heading) => heading.candidate.rest === '' && heading.candidate.shape !== 'named' && heading.rank !== 'inner')
  const untitled = new Set(bare.map((heading) => heading.index))
  const titled = bare.filter((heading) => nextLine(heading, blocks, taken) !== null)
  const isCustom = titled.length >= custom * bare.length && titled.length > 1
  return headings.map(({ candidate: _, ...heading }) => {
    const line = untitled.has(heading.index) ? nextLine(heading, blocks, taken) : null
    const fits = line !== null && (isUpper(line) || (heading.rank === 'part' ? taken.has(heading.index + 2) : isCustom))
    return fits ? { ...heading, last: heading.index + 1, title: `${heading.title} — ${line}` } : heading
  })
}

/** "1", then "L’auteur au lecteur": a named heading right below a bare number is its title. */
const isTitleOf = (heading: Found, above: Found | undefined): boolean =>
  heading.named && above !== undefined && above.index === heading.index - 1 && /^(?:roman|arabic)$/.test(above.candidate.shape)

function nextLine(heading: Heading, blocks: readonly TextBlock[], taken: ReadonlySet<number>): string | null {
  const [next, after] = [blocks[heading.index + 1], blocks[heading.index + 2]]
  if (next?.kind !== 'paragraph' || after === undefined || taken.has(heading.index + 1)) return null
  const line = blockText(next).replace(/\s+/g, ' ')
  return looksLikeTitle(line) ? line : null
}

/** Short, begins with a capital, ends with no full stop unless all in capitals; neither a speech nor a letter's place and date. */
function looksLikeTitle(line: string): boolean {
  if (line.length > 120 || !/^["“«‘(]?\s?[\p{Lu}\d]/u.test(line)) return false
  if (isUpper(line)) return !/[,;:]$/.test(line)
  const dated = /\b1[5-9]\d\d\b/.test(line) && /,|\b(?:le|the)\b|^\d/.test(line) && line.length < 45
  return line.length <= 90 && !/[.,;:…»”"]$/.test(line) && !dated
}
