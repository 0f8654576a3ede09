// Generation's public face.
export type { Decoder } from './decoder.ts'
export type { StopAt } from './endings.ts'
export { generate, type Speaker, type StoppedBy, type Surroundings, type Wish, type Written } from './generate.ts'
export { holdDecoder, type HeldDecoder } from './held.ts'
export type { SamplingRule } from './sampling.ts'
