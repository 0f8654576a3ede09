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

type Reasons = {
  'no-text': Record<string, never>
  'too-small': { readonly size: number; readonly least: number }
  'too-large': { readonly size: number; readonly most: number }
  /** The text gives no more than `reached` tokens. */
  'too-little-text': { readonly size: number; readonly reached: number }
  'not-byte-level': Record<string, never>
  'symbol-taken': { readonly symbol: string }
}

/** Why no tokenizer was made. */
export class CannotTrain<Reason extends keyof Reasons = keyof Reasons> extends Error {
  override name = 'CannotTrain'
  readonly reason: Reason
  readonly numbers: Reasons[Reason]

  constructor(reason: Reason, numbers: Reasons[Reason]) {
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
