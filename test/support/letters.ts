// A tokenizer of single bytes, for tests: what is not ASCII takes several tokens, as in a byte-level vocabulary.
import type { Tokenizer } from '#ml/tokenizer/index.ts'

const END = 256

export const byteTokenizer: Tokenizer = {
  encode: (text) => [...new TextEncoder().encode(text)],
  decode: (ids) => new TextDecoder().decode(Uint8Array.from(ids.filter((id) => id < END))),
  endOfText: END, beginning: [], vocabularySize: END + 1
}
