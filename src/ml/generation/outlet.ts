// What of the written text may be shown now, and where it ends. Knows stop strings, bans and natural endings; knows no token.
import type { Bans } from './bans.ts'
import { beforeSeparator, naturalEnd, wholeWords, type StopAt } from './endings.ts'
import { clearOfStops, stopIndex } from './stops.ts'

export interface Outlet {
  /** Adds to the text; nothing is shown yet. */
  add(piece: string): void
  /** Where a banned phrase begins, or null. `final`: the text ends here. */
  banned(final: boolean): number | null
  /** Takes back what was not shown, down to a length. */
  back(length: number): void
  /** Text that may be shown, and whether the writing ends with it. `from`: no natural end before this index. `whole`: the last place up to an index that can be gone back to. */
  show(from: number, whole?: (index: number) => number): { readonly shown: string; readonly ended: boolean }
  /** What was held back, when nothing follows. `wholeWord`: whether the last word is known to be complete. */
  close(wholeWord: boolean): string
  /** All written, shown or not. */
  text(): string
  shownLength(): number
}

/** How much may be shown while later text may still move the end. */
const settled: Readonly<Record<StopAt, (text: string) => number>> = {
  tokens: (text) => text.length, sentence: wholeWords, paragraph: wholeWords, scene: (text) => Math.min(wholeWords(text), beforeSeparator(text))
}

export function openOutlet(stops: readonly string[], stopAt: StopAt, bans: Bans): Outlet {
  let text = ''
  let shown = 0
  /** Where the text ends; found once, and kept until it is closed or taken back. */
  let ending: number | null = null
  const showUpTo = (end: number): string => {
    const fresh = text.slice(shown, end)
    shown = Math.max(shown, end)
    return fresh
  }
  const end = (from: number): number | null => {
    const ends = [stopIndex(text, stops), naturalEnd(text, stopAt, from)].filter((index) => index !== null)
    return ends.length === 0 ? null : Math.min(...ends)
  }
  /** Up to where no banned phrase has begun, even if all behind it is taken back and written otherwise. */
  const safe = (index: number, whole: (index: number) => number): number => {
    const at = Math.max(shown, whole(index))
    const clear = bans.clear(text.slice(0, at), shown)
    return clear < at ? safe(clear, whole) : at
  }
  return {
    add: (piece) => { text += piece },
    banned: (final) => bans.find(ending === null ? text : text.slice(0, ending), shown, final || ending !== null),
    back(length) {
      text = text.slice(0, Math.max(shown, length))
      ending = null
    },
    show(from, whole = (index) => index) {
      ending = end(from)
      if (ending !== null && bans.find(text.slice(0, ending), shown, true) === null) return { shown: showUpTo(ending), ended: true }
      const open = Math.min(ending ?? text.length, clearOfStops(text, stops), bans.clear(text, shown), settled[stopAt](text))
      return { shown: showUpTo(bans.any ? safe(open, whole) : open), ended: ending !== null }
    },
    close: (wholeWord) => showUpTo(ending ?? (stopAt === 'tokens' ? text.length : wholeWord ? text.trimEnd().length : wholeWords(text))),
    text: () => text,
    shownLength: () => shown
  }
}
