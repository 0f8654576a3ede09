// Scoring's public face.
export { decoderScorer } from './decoder-scorer.ts'
export { piecesOf, wordsOfTokens, type Alternative } from './pieces.ts'
export { scoreTexts, type Around, type ScoredText, type ScoredToken, type ScoreWish } from './score.ts'
export type { Chance, Look, LookRequest, TokenScorer } from './scorer.ts'
