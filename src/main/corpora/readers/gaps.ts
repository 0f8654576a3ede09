// Empty lines as an author uses them: between all paragraphs they mean nothing, here and there among them they part two scenes.
// Knows lines of text, not formats.
import { headingLevel, unmarked } from '../marks.ts'
import { headingCandidate } from '../structure/headings.ts'
import { isSceneBreak } from '../structure/separators.ts'

/** Below this share of the paragraphs, an empty line was put there on purpose. */
const rare = 0.15

/** Marked text of paragraphs, some of them empty: one blank line between all, "* * *" where an empty one parted two scenes. */
export function paragraphsWithSceneGaps(lines: readonly string[]): string {
  const empty = lines.map((line) => unmarked(line).trim() === '')
  const gaps = empty.filter((isEmpty, i) => isEmpty && i > 0 && !empty[i - 1]).length
  const meaningful = gaps > 0 && gaps < rare * (lines.length - gaps)
  return lines.filter((_, i) => !empty[i] || (meaningful && partsScenes(lines, empty, i))).map((line) => unmarked(line).trim() === '' ? '* * *' : line).join('\n\n')
}

/** The first of a run of empty lines, with prose on both sides. */
function partsScenes(lines: readonly string[], empty: readonly boolean[], at: number): boolean {
  const before = lines[at - 1]
  const after = lines.slice(at).find((_, k) => empty[at + k] === false)
  return before !== undefined && after !== undefined && empty[at - 1] === false && !isFurniture(before) && !isFurniture(after)
}

const isFurniture = (line: string): boolean => headingLevel(line) > 0 || isSceneBreak(unmarked(line)) || headingCandidate(unmarked(line)) !== null
