// What every dialect says alike: what is wanted, what comes back, and how a program is asked. Knows no program.
import type { Sampling } from '#shared/contract/sampling.ts'
import type { EndpointProgram } from '#shared/contract/endpoint.ts'
import type { Language } from '#shared/language.ts'

export interface Wanted {
  readonly model: string; readonly prompt: string; /** The text behind the gap; empty: there is none, or the model cannot be shown it. */ readonly after: string
  readonly tokens: number; /** Tokens of the window. */ readonly context: number
  readonly sampling: Sampling; readonly seed: number; readonly stop: readonly string[]
  /** Its own numbers of tokens that the text must not hold. */ readonly banned: readonly number[]
  readonly language: Language
}

/** Tokens, as the program counted them. */
export interface Usage { readonly prompt: number; readonly written: number }
/** `reason` null: more may follow. `usage`: so far, where it tells. */
export interface Piece { readonly text: string; readonly reason: 'stop' | 'length' | null; readonly usage: Usage | null }

/** One way of asking. `root`: as a line's calls have it. */
export interface Way { readonly path: string; readonly root?: boolean; readonly body: (wanted: Wanted) => Readonly<Record<string, unknown>>; /** Throws on what it does not know. */ readonly piece: (value: unknown) => Piece }

export interface Counting { readonly path: string; readonly body: (model: string, text: string) => unknown; /** The pieces, where it tells them, else their number; each with its own id. */ readonly read: (value: unknown) => Counted }
export interface Counted { readonly ids: readonly number[]; /** A token's text, or its bytes; null: not told. */ readonly pieces: readonly (string | readonly number[])[] | null }

export interface Dialect {
  readonly program: EndpointProgram
  /** Going on from a text; filling a gap; by chat, where a program offers nothing else. Null: it cannot. */
  readonly text: Way; readonly gap: Way | null; readonly chat: Way | null
  readonly counting: Counting | null
}

export const reasonOf = (said: string | null | undefined): Piece['reason'] => (said === null || said === undefined || said === '' ? null : said === 'length' ? 'length' : 'stop')
