// The public face of the suffix array.
export { continuations, longestContinuations, type Continuation } from './continuations.ts'
export { suffixOrder } from './order.ts'
export { cover, followTail, maximalRuns, type Run, type Tail } from './runs.ts'
export { everywhere, find, indexTexts, isEmpty, longestEnding, narrow, positionsOf, type Span, type SuffixIndex } from './search.ts'
