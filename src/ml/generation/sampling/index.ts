// Sampling's public face.
export { forbid, biasTowards, processed, type BiasedPhrase, type LogitsProcessor } from './processors.ts'
export { neutralRule, samplerNames, type SamplerName, type SamplingRule } from './rule.ts'
export { greedy, openSampler, samplers, type Moment, type TokenSampler } from './sampler.ts'
export { wholeVocabulary, type Candidates } from './candidates.ts'
