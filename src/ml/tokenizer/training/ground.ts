// What both SentencePiece-style ways begin with: the tokens that are there before any is learned, the counted words, the alphabet. Knows neither way.
import { fallbackTokens } from '../bytes.ts'
import { addedToken, type AddedToken, type Json, type TokenizerFiles } from '../definition.ts'
import { decoder, metaspace, normalizer, preTokenizer, spell, wordsOf } from '../metaspace.ts'
import { alphabetOf } from './alphabet.ts'
import { countPieces, recount, type Counts } from './counting.ts'
import { CannotTrain, checkSize, checkSymbols, smallestVocabulary, type Texts, type TrainingRequest } from './request.ts'

/** SentencePiece's own three: unknown, beginning of text, end of text. */
const special = ['<unk>', '<s>', '</s>'] as const
export const unknown = special[0]

/** From this size on the 256 bytes have their tokens: below, they would leave hardly any room for words. */
const BYTES_FROM = 512

export interface Ground {
  /** Special tokens, then symbols, then bytes where there are any: numbers from 0. */
  readonly first: readonly string[]
  readonly added: readonly AddedToken[]
  readonly byteFallback: boolean
  readonly words: Counts
  readonly alphabet: readonly string[]
}

export async function layGround(texts: Texts, { vocabularySize, symbols = [], pause }: TrainingRequest): Promise<Ground> {
  checkSymbols(symbols, [...special, ...fallbackTokens, metaspace])
  const byteFallback = vocabularySize >= BYTES_FROM
  const first = [...special, ...symbols, ...(byteFallback ? fallbackTokens : [])]
  checkSize(vocabularySize, Math.max(smallestVocabulary, first.length + 1))
  const words = recount(await countPieces(texts, { cut: wordsOf, symbols, pause }), (word) => [spell(word)])
  if (words.size === 0) throw new CannotTrain('no-text')
  const added = [...special.map((content, id) => addedToken(id, content, true)), ...symbols.map((content, i) => addedToken(special.length + i, content, false))]
  return { first, added, byteFallback, words, alphabet: alphabetOf(words, Math.ceil((vocabularySize - first.length) / 2)) }
}

/**
 * Both files, as texts. A BPE model needs no cuts: its merges were learned within words, so none joins two. Without them other programs (llama.cpp)
 * read it as they read Gemma's.
 */
export function filesOf(model: Json, added: readonly AddedToken[]): TokenizerFiles {
  const [unk, bos, eos] = special
  const definition = { version: '1.0', truncation: null, padding: null, added_tokens: added, normalizer, pre_tokenizer: model['type'] === 'BPE' ? null : preTokenizer, post_processor: null, decoder, model }
  const config = { tokenizer_class: 'PreTrainedTokenizerFast', unk_token: unk, bos_token: bos, eos_token: eos, clean_up_tokenization_spaces: false }
  return { definition: `${JSON.stringify(definition)}\n`, config: `${JSON.stringify(config, null, 2)}\n` }
}
