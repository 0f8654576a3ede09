// What an error sentence is made of. Each domain's table lives beside this file; index.ts composes them.
import type { Language } from '../language.ts'

export type ErrorParams = Readonly<Record<string, string | number>>
/** One sentence or more: what happened, what was kept, what to do. `{name}` is filled from the parameters. */
export type Sentence = Readonly<Record<Language, string>>
export type SentenceTable = Readonly<Record<string, Sentence>>
