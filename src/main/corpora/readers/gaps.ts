// Empty lines as an author uses them: between all paragraphs they mean nothing, here and there among them they part two scenes.
// Knows lines of text, not formats.
import { unmarked } from '../marks.ts'

/** Below this share of the paragraphs, an empty line was put there on purpose. */
const rare = 0.15

/** Marked text of paragraphs, some of them empty: one blank line between all, "* * *" where an empty one parted two scenes. */
export function paragraphsWithSceneGaps(lines: readonly string[]): string {
  const empty = lines.map((line) => unmarked(line).trim() === '')
  const gaps = empty.filter((isEmpty, i) => isEmpty && i > 0 && !empty[i - 1]).length
  const meaningful = gaps > 0 && gaps < rare * (lines.length - gaps)
  const out: string[] = []
  lines.forEach((line, i) => {
    if (!empty[i]) out.push(line)
    else if (meaningful && i > 0 && !empty[i - 1] && lines.slice(i).some((_, k) => !empty[i + k])) out.push('* * *')
  })
  return out.join('\n\n')
}
