// Paragraphs of a raw text as spans of its lines. Knows lines only.

/** [first, after last] of each unbroken run of lines that are not blank. */
export function paragraphSpans(lines: readonly string[], from = 0, to = lines.length): (readonly [number, number])[] {
  const spans: [number, number][] = []
  for (let i = from; i < to; i++) {
    if ((lines[i] ?? '').trim() === '') continue
    const span = spans.at(-1)
    if (span && span[1] === i) span[1] = i + 1
    else spans.push([i, i + 1])
  }
  return spans
}
