// A tokenizer for models without texts: one sign for every token, and none of them a letter, so that no word binds them.
import type { Tokenizer } from '#ml/tokenizer/index.ts'

const FIRST = 0x2200

export const signsOf = (vocabularySize: number): Tokenizer => ({
  encode: (text) => Array.from(text, (sign) => sign.charCodeAt(0) - FIRST), decode: (ids) => ids.map((id) => String.fromCharCode(FIRST + id)).join(''), endOfText: null, beginning: [], vocabularySize
})
