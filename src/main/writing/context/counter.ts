// Counts tokens as the engine does, and remembers words it has counted, so that a sentence being typed costs one question about one word. Knows no prompt.
import type { Weights } from '../../engine/contract.ts'
import type { Engine } from '../../voices/engine.ts'
import { piecesOf, type TokensOf } from './measure.ts'

export type FillInMarks = { readonly prefix: string, readonly suffix: string, readonly middle: string }
export type Counting = {
  /** Tokens of the model's window; those it wants before every text; its signs for filling in, if it has any. */
  readonly window: number, readonly beginning: number, readonly fillIn: FillInMarks | null
  /** Tokens of a piece of the texts told to `learn`. */
  readonly tokensOf: TokensOf
  readonly learn: (texts: readonly string[]) => Promise<void>
  /** Exact, each as a whole. */
  readonly exact: (texts: readonly string[]) => Promise<readonly number[]>
}

/** Words remembered for one model; then it begins anew. */
const remembered = 200_000

export function createCounter({ writer }: Engine): (weights: Weights) => Promise<Counting> {
  const known = new Map<string, Promise<Counting>>()
  return (weights) => {
    const { model } = weights
    const counting = known.get(model) ?? open(model)
    known.set(model, counting)
    // A model that could not be asked is asked again.
    counting.catch(() => known.delete(model))
    return counting
  }

  async function open(model: string): Promise<Counting> {
    const pieces = new Map<string, number>()
    const [{ contextLength }, { beginning, fillIn }] = await Promise.all([writer.describe({ model }), writer.countTokens({ model, texts: [] })])
    return {
      window: contextLength, beginning, fillIn,
      tokensOf: (piece) => pieces.get(piece) ?? piece.length,
      async learn(texts) {
        if (pieces.size > remembered) pieces.clear()
        const fresh = [...new Set(texts.flatMap(piecesOf))].filter((piece) => !pieces.has(piece))
        if (fresh.length === 0) return
        const { counts } = await writer.countTokens({ model, texts: fresh, inText: true })
        for (const [i, piece] of fresh.entries()) pieces.set(piece, counts[i] ?? piece.length)
      },
      exact: async (texts) => (await writer.countTokens({ model, texts: [...texts] })).counts
    }
  }
}
