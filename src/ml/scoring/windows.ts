// How a text longer than a model's context is scored: in windows that overlap, so that no token stands without real text before it. Knows numbers only.
// The law: every token is scored in exactly one window, and behind at least half a context of what really stands before it, or all there is.

export interface ScoringWindow {
  /** Tokens from `from` to `scored` are context only; those from `scored` to `to` are scored. */
  readonly from: number
  readonly scored: number
  readonly to: number
}

/** Of `length` tokens, those from `start` on; a window has at most `context` tokens. */
export function stridedWindows(length: number, start: number, context: number): readonly ScoringWindow[] {
  const windows: ScoringWindow[] = []
  const half = Math.max(1, Math.floor(context / 2))
  for (let scored = start; scored < length;) {
    const from = scored + 1 <= context && windows.length === 0 ? 0 : Math.max(0, scored - half)
    const to = Math.min(length, from + context)
    windows.push({ from, scored, to })
    scored = to
  }
  return windows
}
