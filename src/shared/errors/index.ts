// Every coded error and its sentence, in both languages. Knows no transport.
import type { Language } from '../language.ts'
import { corpora } from './corpora.ts'
import { database } from './database.ts'
import { engine } from './engine.ts'
import { general } from './general.ts'
import type { ErrorParams, Sentence } from './kinds.ts'
import { models } from './models.ts'
import { openai } from './openai.ts'
import { parrot } from './parrot.ts'
import { projects } from './projects.ts'
import { publishing } from './publishing.ts'
import { readers } from './readers.ts'
import { remote } from './remote.ts'
import { runs } from './runs.ts'
import { shell } from './shell.ts'
import { tokenizers } from './tokenizers.ts'
import { training } from './training.ts'
import { voices } from './voices.ts'
import { writing } from './writing.ts'

export type { ErrorParams } from './kinds.ts'

export const sentences = {
  ...general, ...database, ...corpora, ...engine, ...models, ...openai, ...parrot, ...projects, ...publishing, ...readers, ...remote, ...runs, ...shell, ...tokenizers, ...training, ...voices, ...writing
} as const

export type ErrorCode = keyof typeof sentences

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(sentences, code)

/** An expected failure at a process border: a code the programs read, a sentence the author reads. */
export class AuroreError extends Error {
  readonly code: ErrorCode
  readonly params: ErrorParams

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(sentenceFor(code, 'en', params), options)
    this.name = 'AuroreError'
    this.code = code
    this.params = params
  }
}

/** The sentence of a code in a language, with its parameters filled in. */
export function sentenceFor(code: ErrorCode, language: Language, params: ErrorParams = {}): string {
  const sentence: Sentence = sentences[code]
  return sentence[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
