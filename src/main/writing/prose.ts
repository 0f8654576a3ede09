// The engine's words made fit for a manuscript, as they come: in its language, in its typography. Knows text, no engine.
import { guardLanguage, languageOf, type LanguageGuard } from '#shared/language-of.ts'
import type { Language } from '#shared/language.ts'
import { fitText, openFit, type Given } from '#shared/typography/fit.ts'
import { mannerOf, type Manner } from '#shared/typography/manner.ts'

/** How the manuscript is set, and the paragraph that the words go on from. */
export interface Setting { readonly manner: Manner; readonly paragraph: string }

/** `foreign`: the words have gone over to another language; what was not given is forgotten. */
export interface Fitted extends Given { readonly foreign: boolean }

export interface Prose {
  /** Words that were decided on before: they are set, and in whatever language they are. Ahead of all others. */
  keep(text: string): Given
  write(piece: string): Fitted
  close(): Fitted
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1)

/** Her language, or what the text before says it is; null: in no known language, so that words stay as they come. `manuscript`: what says how it is set. */
export function settingOf(language: Language | null, before: string, manuscript = before): Setting | null {
  const spoken = language ?? languageOf(before)
  return spoken && { manner: mannerOf(spoken, manuscript), paragraph: lastLine(before) }
}

/** What a piece becomes behind so much of a text. */
export const setBehind = (setting: Setting | null, text: string, piece: string): string => (setting ? fitText(setting.manner, setting.paragraph + text, piece) : piece)

/** The same, with so much written already. */
export const within = (setting: Setting | null, text: string): Setting | null => setting && { ...setting, paragraph: lastLine(setting.paragraph + text) }

/** As it comes. */
function openRaw(): Pick<Prose, 'keep' | 'write' | 'close'> {
  let read = 0
  const keep = (text: string): Given => ({ text, from: Array.from({ length: text.length }, () => read++) })
  return { keep, write: (piece) => ({ ...keep(piece), foreign: false }), close: () => ({ ...keep(''), foreign: false }) }
}

const unguarded: LanguageGuard = { write: (text) => ({ text, foreign: false }), close: () => ({ text: '', foreign: false }) }
const joined = (one: Given, other: Given): Given => ({ text: one.text + other.text, from: [...one.from, ...other.from] })

/** `guarded`: foreign words are noticed. */
export function openProse(setting: Setting | null, guarded: boolean): Prose {
  if (setting === null) return openRaw()
  const { manner, paragraph } = setting
  const fit = openFit(manner, paragraph)
  const guard = guarded ? guardLanguage(manner.language) : unguarded
  return {
    keep: (text) => fit.write(text),
    write(piece) {
      const { text, foreign } = guard.write(piece)
      return { ...fit.write(text), foreign }
    },
    close() {
      const { text, foreign } = guard.close()
      return { ...joined(fit.write(text), foreign ? { text: '', from: [] } : fit.close()), foreign }
    }
  }
}

const sentenceEnd = /[.!?…]["”’»)\u00A0\u202F ]*\s*$/

export const endsSentence = (text: string): boolean => sentenceEnd.test(text.slice(-8))
