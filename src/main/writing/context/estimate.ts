// Counts tokens of a model whose tokenizer is not known: generously, so that what is assembled fits whatever counts it. Knows no program.
import { charactersPerToken } from '../../remote/writing.ts'
import type { Counting } from './counter.ts'
import { piecesOf } from './measure.ts'

const tokensOf = (piece: string): number => Math.ceil(piece.length / charactersPerToken)

export const estimating = (window: number): Counting => ({
  window, beginning: 1, fillIn: null, tokensOf,
  learn: async () => undefined,
  exact: async (texts) => texts.map((text) => piecesOf(text).reduce((sum, piece) => sum + tokensOf(piece), 0))
})
