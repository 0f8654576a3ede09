// What one call of the engine puts on the page: its words set, and where she looks into them, traced to their tokens. Knows no engine.
import type { GeneratedToken } from '#shared/contract/likelihood.ts'
import { openProse, within, type Setting } from './prose.ts'
import { openTrace, type Traced } from './tracing.ts'

export interface Sheet {
  /** What was written before this call, as the model is shown it. */
  readonly before: string
  /** What she decided on and is not on the page yet; ahead of all else. */
  begin(): string
  write(piece: string, tokens: readonly GeneratedToken[]): { readonly text: string, readonly foreign: boolean }
  close(): { readonly text: string, readonly foreign: boolean }
  standing(): Traced
}

/** `text`: on the page before. `guarded`: foreign words are noticed. */
interface Opening { readonly setting: Setting | null; readonly text: string; readonly guarded: boolean }

export function plainSheet({ setting, text, guarded }: Opening): Sheet {
  const prose = openProse(within(setting, text), guarded)
  return { before: text, begin: () => '', write: prose.write, close: prose.close, standing: () => ({ raw: '', tokens: [] }) }
}

/** The model goes on from its own words, not from what was made of them. `traced`: those that stand; `least`: so many of their characters stand whatever comes. */
export function tracedSheet({ setting, text, guarded }: Opening, traced: Traced, least: number): Sheet {
  const prose = openProse(setting, guarded)
  const trace = openTrace()
  let whole = false
  return {
    before: traced.raw,
    begin() {
      const given = prose.keep(traced.raw)
      trace.wrote(traced.raw, traced.tokens)
      trace.gave(given)
      return given.text.slice(text.length)
    },
    write(piece, tokens) {
      const fitted = prose.write(piece)
      trace.wrote(piece, tokens)
      trace.gave(fitted)
      return fitted
    },
    close() {
      const fitted = prose.close()
      trace.gave(fitted)
      whole = !fitted.foreign
      return fitted
    },
    standing: () => trace.standing(whole, least)
  }
}
