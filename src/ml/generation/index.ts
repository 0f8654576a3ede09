// Generation's public face.
export { openChorus, type Chorus } from './chorus.ts'
export type { Branches, Decoder } from './decoder.ts'
export { sentenceEndsBetween, type StopAt } from './endings.ts'
export { generate } from './generate.ts'
export { holdDecoder, sharedPrefix, type HeldDecoder } from './held.ts'
export { biasTowards, forbid, neutralRule, samplerNames, type BiasedPhrase, type LogitsProcessor, type SamplerName, type SamplingRule } from './sampling/index.ts'
export { noSteering, type Steering } from './steering.ts'
export type { Speaker, StoppedBy, Surroundings, Wish, Written } from './wish.ts'
