// Opens Hugging Face's library on a definition, mended where the JavaScript library and the original differ. Knows no text.
import { Tokenizer as Library } from '@huggingface/tokenizers'
import { BadTokenizer, isRecord, type Json } from './definition.ts'

/** The original counts every character of Unicode's number categories as a digit, the library those from 0 to 9: “½”, “²” and, after bytes were spelt, “ù”. */
const digits = ({ individual_digits: alone }: Json): Json =>
  ({ type: 'Split', pattern: { Regex: alone === true ? '\\p{N}' : '\\p{N}+' }, behavior: 'Isolated', invert: false })

function mended(preTokenizer: unknown): unknown {
  if (!isRecord(preTokenizer)) return preTokenizer
  const { type, pretokenizers } = preTokenizer
  if (Array.isArray(pretokenizers)) return { ...preTokenizer, pretokenizers: pretokenizers.map(mended) }
  return type === 'Digits' ? digits(preTokenizer) : preTokenizer
}

export function openLibrary(definition: Json, config: Json): Library {
  try {
    return new Library({ ...definition, pre_tokenizer: mended(definition['pre_tokenizer']) }, config)
  } catch (cause) {
    throw new BadTokenizer(`tokenizer.json: ${String(cause)}`, { cause })
  }
}
