// Scoring's public face.
export { piecesOf, wordsOfTokens } from './pieces.ts'
export { scoreTexts, type Alternative, type Around, type ScoredText, type ScoredToken, type ScoreWish } from './score.ts'
export type { Chance, Look, LookRequest, TokenScorer } from './scorer.ts'
