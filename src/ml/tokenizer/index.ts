// The tokenizer's public face.
export { BadTokenizer, type TokenizerFiles } from './definition.ts'
export { loadTokenizer, type Tokenizer } from './tokenizer.ts'
export { streamText, type TextStream } from './stream.ts'
