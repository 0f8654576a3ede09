// The engine's words made fit for a manuscript, as they come: in its language, in its typography. Knows text, no engine.
import { guardLanguage, languageOf } from '#shared/language-of.ts'
import type { Language } from '#shared/language.ts'
import { openFit } from '#shared/typography/fit.ts'
import { mannerOf } from '#shared/typography/manner.ts'

export interface Prose {
  /** `foreign`: the words have gone over to another language; what was not given is forgotten. */
  write(piece: string): { readonly text: string; readonly foreign: boolean }
  close(): { readonly text: string; readonly foreign: boolean }
}

/** As it comes: a text in no known language, or one that is wanted raw. */
const raw: Prose = { write: (text) => ({ text, foreign: false }), close: () => ({ text: '', foreign: false }) }

/** Her language, or what the text before says it is. `guarded`: foreign words are noticed. */
export function openProse(language: Language | null, before: string, guarded: boolean): Prose {
  const spoken = language ?? languageOf(before)
  if (spoken === null) return raw
  const fit = openFit(mannerOf(spoken, before), before)
  if (!guarded) return { write: (piece) => ({ text: fit.write(piece), foreign: false }), close: () => ({ text: fit.close(), foreign: false }) }
  const guard = guardLanguage(spoken)
  const set = ({ text, foreign }: { text: string; foreign: boolean }): { text: string; foreign: boolean } => ({ text: fit.write(text), foreign })
  return {
    write: (piece) => set(guard.write(piece)),
    close() {
      const { text, foreign } = set(guard.close())
      return { text: text + fit.close(), foreign }
    }
  }
}

const sentenceEnd = /[.!?…]["”’»)\u00A0\u202F ]*\s*$/

export const endsSentence = (text: string): boolean => sentenceEnd.test(text.slice(-8))
