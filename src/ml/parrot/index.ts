// The public face of the parrot check.
export { openExcuse, type Excuse } from './allowed.ts'
export { avoidCopies, type Avoidance } from './avoid.ts'
export { indexBytes, readIndex, type KeptIndex } from './bytes.ts'
export { copiesIn, type Copies, type Copy, type CopyRule } from './copies.ts'
export { followText, type Following } from './follow.ts'
export { contextOf } from './seam.ts'
export { countWordsIn, indexPassages, type Place, type TextIndex } from './text-index.ts'
export { folded, wordEnd, wordsOf, type Word } from './words.ts'
