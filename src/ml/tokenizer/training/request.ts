// What every way of making a tokenizer is asked for, and why it may refuse. Knows no way in particular.

/** Taken now and then during long work, so that the program can listen; it may throw to end the work. */
export type Pause = () => Promise<void>

export interface TrainingRequest {
  /** Tokens in all, the special ones and the symbols among them. */
  readonly vocabularySize: number
  /** Pieces of text that are never cut and never joined to others. */
  readonly symbols?: readonly string[]
  readonly pause?: Pause
}

export type Texts = Iterable<string>

export const largestVocabulary = 52_000
export const smallestVocabulary = 250

/** `too-little-text`: the texts give no more than `reached` tokens. */
export type Reason = 'no-text' | 'too-small' | 'too-large' | 'too-little-text' | 'not-byte-level' | 'symbol-taken'

/** Why no tokenizer was made, with what was asked and what there is. */
export class CannotTrain extends Error {
  override name = 'CannotTrain'
  readonly reason: Reason
  readonly numbers: Readonly<Record<string, string | number>>

  constructor(reason: Reason, numbers: Readonly<Record<string, string | number>> = {}) {
    super(`${reason} ${JSON.stringify(numbers)}`)
    this.reason = reason
    this.numbers = numbers
  }
}

export function checkSize(size: number, least: number): void {
  if (size < least) throw new CannotTrain('too-small', { size, least })
  if (size > largestVocabulary) throw new CannotTrain('too-large', { size, most: largestVocabulary })
}

/** Refuses a symbol that is empty, said twice, or a token already. */
export function checkSymbols(symbols: readonly string[], taken: readonly string[]): readonly string[] {
  const seen = new Set(taken)
  for (const symbol of symbols) {
    if (symbol.trim() === '' || seen.has(symbol)) throw new CannotTrain('symbol-taken', { symbol })
    seen.add(symbol)
  }
  return symbols
}
