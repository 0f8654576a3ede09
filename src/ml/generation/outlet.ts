// What of the written text may be shown now, and where it ends. Knows stop strings and natural endings; knows no token.
import { naturalEnd, wholeWords, type StopAt } from './endings.ts'
import { clearOfStops, stopIndex } from './stops.ts'

export interface Outlet {
  /** Text that may be shown, and whether the writing ends with it. */
  write(piece: string): { readonly shown: string; readonly ended: boolean }
  /** What was held back, when nothing follows. `wholeWord`: whether the last word is known to be complete. */
  close(wholeWord: boolean): string
  /** All written, shown or not. */
  text(): string
  shownLength(): number
}

export function openOutlet(stops: readonly string[], stopAt: StopAt): Outlet {
  let text = ''
  let shown = 0
  const showUpTo = (end: number): string => {
    const fresh = text.slice(shown, end)
    shown = Math.max(shown, end)
    return fresh
  }
  const end = (): number | null => {
    const ends = [stopIndex(text, stops), naturalEnd(text, stopAt)].filter((index) => index !== null)
    return ends.length === 0 ? null : Math.min(...ends)
  }
  return {
    write(piece) {
      text += piece
      const at = end()
      if (at !== null) return { shown: showUpTo(at), ended: true }
      return { shown: showUpTo(Math.min(clearOfStops(text, stops), stopAt === 'tokens' ? text.length : wholeWords(text))), ended: false }
    },
    close: (wholeWord) => showUpTo(stopAt === 'tokens' ? text.length : wholeWord ? text.trimEnd().length : wholeWords(text)),
    text: () => text,
    shownLength: () => shown
  }
}
