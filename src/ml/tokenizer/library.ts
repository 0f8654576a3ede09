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

/** The library's byte fallback takes a byte order mark for a sign to its decoder, and drops it from the text. */
function keepMarks(decoder: object): void {
  if (Reflect.has(decoder, 'text_decoder')) Reflect.set(decoder, 'text_decoder', new TextDecoder('utf-8', { ignoreBOM: true }))
  const inner: unknown = Reflect.get(decoder, 'decoders')
  if (Array.isArray(inner)) for (const part of inner) keepMarks(part as object)
}

export function openLibrary(definition: Json, config: Json): Library {
  try {
    const library = new Library({ ...definition, pre_tokenizer: mended(definition['pre_tokenizer']) }, config)
    if (library.decoder) keepMarks(library.decoder)
    return library
  } catch (cause) {
    throw new BadTokenizer(`tokenizer.json: ${String(cause)}`, { cause })
  }
}
