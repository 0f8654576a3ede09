// The tokenizer's public face.
export { BadTokenizer, loadTokenizer, type Tokenizer } from './tokenizer.ts'
export { streamText, type TextStream } from './stream.ts'
