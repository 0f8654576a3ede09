// The tokenizer's public face.
export { BadTokenizer, type TokenizerFiles } from './definition.ts'
export { loadTokenizer, type Tokenizer } from './tokenizer.ts'
export { streamText, type TextStream } from './stream.ts'
export { trainByteLevelBpe, type ByteLevelRequest } from './training/byte-level.ts'
export { CannotTrain, largestVocabulary, smallestVocabulary, type TrainingRequest } from './training/request.ts'
export { trainSentencePieceBpe } from './training/sentencepiece.ts'
export { trainUnigram } from './training/unigram.ts'
