// Page numbers and running heads that a scanner or a printer left among the lines. Knows lines and how often they come back.
import type { Cleaned } from './step.ts'
import { unchanged, withoutLines } from './step.ts'

const pageNumber = /^\s*(?:[[({<—–-]?\s*(?:p(?:age|g|\.)?\s*)?(\d{1,4})\s*[\])}>—–-]?|page\s+(\d{1,4})(?:\s*(?:\/|of|sur)\s*\d{1,4})?)\s*$/i
const shortestRun = 8

export function pageFurniture(text: string): Cleaned {
  const lines = text.split('\n')
  const pages = pageNumberLines(lines)
  const drop = new Set([...pages, ...runningHeads(lines, pages)])
  return drop.size === 0 ? unchanged(text) : withoutLines(lines, drop)
}

/**
 * Numbers alone on a line are page numbers when they climb through the book by small steps, reach beyond what chapters reach, and come
 * often: every few hundred words. Chapters numbered 1, 2, 3 lie thousands of words apart.
 */
function pageNumberLines(lines: readonly string[]): number[] {
  const found = lines.flatMap((line, index) => {
    const match = pageNumber.exec(line)
    return match ? [{ index, number: Number(match[1] ?? match[2]) }] : []
  })
  const climbing = found.filter(({ number }, i) => {
    const [before, after] = [found[i - 1]?.number, found[i + 1]?.number]
    return (before !== undefined && number > before && number <= before + 4) || (after !== undefined && after > number && after <= number + 4)
  })
  const first = climbing[0]
  const last = climbing.at(-1)
  if (first === undefined || last === undefined || climbing.length < shortestRun) return []
  const characters = lines.slice(first.index, last.index).reduce((sum, line) => sum + line.length, 0)
  return characters / climbing.length < 6000 ? climbing.map(({ index }) => index) : []
}

/** "CHAPTER 12" is a heading with its own number, not a running head with the page's. */
const bareHeading = /^(?:chapter|chapitre|part|partie|book|livre|scene|scène|act|acte|letter|lettre|tome|volume)$/i

/** A short line that comes back word for word beside page numbers, or in capitals with its page number on the same line. */
function runningHeads(lines: readonly string[], pages: readonly number[]): number[] {
  const beside = new Set(pages.flatMap((page) => [page - 2, page - 1, page + 1, page + 2]))
  const key = (line: string) => line.replace(/[\d\s.]+/g, ' ').trim()
  const numbered = (line: string) => /^\s*\d{1,4}\s+\p{Lu}[^a-zà-ÿ]{3,50}$|^\s*\p{Lu}[^a-zà-ÿ]{3,50}\s+\d{1,4}\s*$/u.test(line)
  const candidates = lines.flatMap((line, index) => {
    const text = key(line)
    return text.length >= 3 && text.length <= 60 && !bareHeading.test(text) && (beside.has(index) || numbered(line)) ? [{ index, text }] : []
  })
  const counts = new Map<string, number>()
  for (const { text } of candidates) counts.set(text, (counts.get(text) ?? 0) + 1)
  return candidates.filter(({ text }) => (counts.get(text) ?? 0) >= shortestRun).map(({ index }) => index)
}
