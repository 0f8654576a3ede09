// The ornaments that part two scenes. Knows one line of text.

const spaced = /^(?:[*⁂✻✽❋•·⁎∗⁕◆◇❦☙※]|\\\*)(?:\s*(?:[*⁂✻✽❋•·⁎∗⁕◆◇❦☙※]|\\\*))*$/
const ruled = /^(?:#|~|#(?:\s*#){1,4}|~(?:\s*~){1,6}|[-–—_=](?:\s*[-–—_=]){2,}|[oO0](?:\s+[oO0]){2,}|-\s*[oO0]\s*-|\.(?:\s+\.){3,})$/

/** Asterisks, asterisms, rules and their like, alone on a line. One lone bullet or hyphen is a list, not a separator. */
export function isSceneBreak(line: string): boolean {
  const text = line.trim()
  return text.length > 0 && text.length <= 80 && text !== '•' && text !== '·' && (spaced.test(text) || ruled.test(text))
}
