// How well texts were told apart: a table of what was against what was said, and the measures drawn from it. Knows numbers, not texts.

/** Texts of class `was`, told to be of class `said`. */
export interface Judgement { readonly was: number; readonly said: number }

/** Of one class: of what was said to be of it, how much was; of what was of it, how much was found; their harmonic mean; how many there were. Nothing of nothing is 0. */
export interface ClassScore { readonly precision: number; readonly recall: number; readonly f1: number; readonly texts: number }

export interface Confusion {
  /** `table[was][said]`. */
  readonly table: readonly (readonly number[])[]
  readonly accuracy: number
  /** The plain mean of the classes' f1: a rare class counts as much as a common one. */
  readonly macroF1: number
  /** What would be right of those who always say the commonest. */
  readonly commonest: number
  readonly classes: readonly ClassScore[]
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

export function confusionOf(judgements: readonly Judgement[], classes: number): Confusion {
  const table = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  for (const { was, said } of judgements) {
    const row = table[was]
    if (row?.[said] === undefined) throw new RangeError(`a judgement of class ${was} as ${said}, of ${classes} classes`)
    row[said] += 1
  }
  const scores = table.map((row, c): ClassScore => {
    const right = row[c] ?? 0
    const [precision, recall] = [share(right, sum(table.map((other) => other[c] ?? 0))), share(right, sum(row))]
    return { precision, recall, f1: share(2 * precision * recall, precision + recall), texts: sum(row) }
  })
  const right = sum(table.map((row, c) => row[c] ?? 0))
  return {
    table, accuracy: share(right, judgements.length), macroF1: share(sum(scores.map(({ f1 }) => f1)), classes),
    commonest: share(Math.max(0, ...scores.map(({ texts }) => texts)), judgements.length), classes: scores
  }
}
