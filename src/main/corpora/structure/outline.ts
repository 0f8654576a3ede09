// Finds the headings of a text: by the author's styles where the file has them, else by what stands on the lines, weighed together.
// Knows blocks; builds no chapters.
import { blockText, wordsIn } from '../blocks.ts'
import type { TextBlock } from '../manuscript.ts'
import type { Candidate, Found, Heading } from './headings.ts'
import { headingCandidate } from './headings.ts'
import { inSequence } from './sequence.ts'
import { withNextLineTitles } from './titles.ts'

export function outlineOf(blocks: readonly TextBlock[]): Heading[] {
  const styled = styledOutline(blocks)
  return styled.length > 0 ? styled : writtenOutline(blocks)
}

/** Styles: the level with chapters is the first under which text stands; levels above are parts, levels below are inner. */
function styledOutline(blocks: readonly TextBlock[]): Heading[] {
  const all = blocks.flatMap((block, index) => block.kind === 'heading' ? [{ index, level: block.level, title: blockText(block) }] : [])
  const first = all[0]
  const bookTitle = first !== undefined && all.length > 1 && all.slice(1).every((heading) => heading.level > first.level)
  const headings = bookTitle ? all.slice(1) : all
  const levels = [...new Set(headings.map((heading) => heading.level))].sort((a, b) => a - b)
  const chapterLevel = levels.find((level) => !isPartLevel(level, headings, levels, blocks)) ?? levels.at(-1) ?? 1
  return headings.map(({ index, level, title }) => ({
    index, last: index, title: title.replace(/\s+/g, ' '), depth: level, named: false, rank: level < chapterLevel ? 'part' : level === chapterLevel ? 'chapter' : 'inner'
  }))
}

type Styled = { readonly index: number, readonly level: number }

/** A level of parts: nearly all of its headings are followed at once by a deeper one, or say "Part", "Livre", "Act". */
function isPartLevel(level: number, headings: readonly Styled[], levels: readonly number[], blocks: readonly TextBlock[]): boolean {
  if (level === levels.at(-1)) return false
  const own = headings.filter((heading) => heading.level === level)
  const above = own.filter(({ index }) => {
    const next = blocks[index + 1]
    return (next?.kind === 'heading' && next.level > level) || headingCandidate(textAt(blocks, index))?.rank === 'part'
  })
  return above.length * 2 > own.length
}

const textAt = (blocks: readonly TextBlock[], index: number): string => {
  const block = blocks[index]
  return block ? blockText(block) : ''
}

function writtenOutline(blocks: readonly TextBlock[]): Heading[] {
  const found = blocks.flatMap((block, index): Found[] => {
    const text = block.kind === 'paragraph' ? blockText(block) : ''
    const candidate = text === '' ? null : headingCandidate(text)
    return candidate ? [{ index, last: index, rank: candidate.rank, depth: depthOf(candidate), named: candidate.shape === 'named', title: oneLine(text), candidate }] : []
  })
  const ranked = ranks(found, blocks)
  const chapters = ranked.some((heading) => heading.rank === 'chapter' && heading.candidate.shape !== 'named')
  return withNextLineTitles(chapters ? ranked : ranked.map((heading) => ({ ...heading, rank: 'chapter' })), blocks)
}

/** A number and its title on two lines become one line with a dash; a long title's own line end is only a space. */
function oneLine(text: string): string {
  const [first = '', ...rest] = text.split('\n')
  const glue = headingCandidate(first)?.rest === '' ? ' — ' : ' '
  return [first, ...rest].length > 1 ? `${first}${glue}${rest.join(' ')}`.replace(/\s+/g, ' ') : text.replace(/\s+/g, ' ')
}

const depthOf = (candidate: Candidate): number => /^(?:volume|tome)$/.test(candidate.keyword) ? 0 : candidate.rank === 'part' || candidate.shape === 'named' ? 1 : 2

/** Keywords win over bare numerals; the keyword used most names the chapters; what remains is inner, or no heading at all. */
function ranks(found: readonly Found[], blocks: readonly TextBlock[]): Found[] {
  const keyword = commonest(found.filter(({ rank, candidate }) => rank === 'chapter' && candidate.shape === 'keyword').map(({ candidate }) => candidate.keyword))
  const families = (['roman', 'arabic'] as const).map((family) => sequenceOf(family, found, blocks)).filter((indexes) => indexes.size > 0)
  const numerals = keyword === null ? families.reduce<ReadonlySet<number> | null>((best, set) => best === null || set.size > best.size ? set : best, null) : null
  const continued = keyword === null ? new Set<number>() : continuing(found, keyword)
  return found.flatMap((heading): Found[] => {
    const { candidate, index } = heading
    if (candidate.rank === 'part' || candidate.shape === 'named') return [heading]
    if (candidate.shape === 'keyword') return [{ ...heading, rank: keyword === candidate.keyword ? 'chapter' : 'inner' }]
    if (numerals?.has(index) || continued.has(index)) return [heading]
    return families.some((set) => set.has(index)) ? [{ ...heading, rank: 'inner' }] : []
  })
}

/** "ADVENTURE VI. …" and then "VII. …": titled numerals that go on counting where the keyword left off. */
function continuing(found: readonly Found[], keyword: string): ReadonlySet<number> {
  let last = 0
  return new Set(found.flatMap(({ candidate, index }) => {
    const counts = candidate.keyword === keyword || (candidate.shape.endsWith('titled') && last > 1 && candidate.number === last + 1)
    if (counts) last = candidate.number ?? last
    return counts && candidate.keyword !== keyword ? [index] : []
  }))
}

function commonest(words: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** Chapters are long: numerals closer together than this (in words, at the median) are a list. */
const shortestChapter = 60

function sequenceOf(family: 'roman' | 'arabic', found: readonly Found[], blocks: readonly TextBlock[]): ReadonlySet<number> {
  const own = found.filter(({ candidate: { shape, number } }) => shape.startsWith(family) || (family === 'roman' && shape === 'arabic' && number === 1))
  const indexes = inSequence(own.map(({ index, candidate }) => ({ index, number: candidate.number ?? 0 })))
  const lengths = indexes.map((index, i) => wordsIn(blocks.slice(index + 1, indexes[i + 1] ?? blocks.length))).sort((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  return new Set(median >= shortestChapter ? indexes : [])
}
