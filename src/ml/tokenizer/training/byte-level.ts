// Byte-level BPE in the manner of a given tokenizer, as Hugging Face's `train_new_from_iterator` makes it: the same normalizer, cuts and special
// tokens; new vocabulary and merges. Every text can be written in it, since all 256 bytes are tokens.
import { byteCharacters } from '../bytes.ts'
import { safeCut } from '../cuts.ts'
import { addedToken, isByteLevel, modelOf, parseObject, type AddedToken, type Json, type TokenizerFiles } from '../definition.ts'
import { countPieces, recount } from './counting.ts'
import { filesLike, mannerOf, specialTokensOf } from './like.ts'
import { asNumbers, learnMerges, type Vocabulary } from './merges.ts'
import { CannotTrain, checkSize, checkSymbols, type Texts, type TrainingRequest } from './request.ts'

export interface ByteLevelRequest extends TrainingRequest {
  /** The texts of a `tokenizer.json` and its `tokenizer_config.json` ('{}' where there is none). */
  readonly like: TokenizerFiles
}

/** The byte characters take their numbers in the order of their code points. */
const alphabet: readonly string[] = byteCharacters.toSorted((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0))

function addedTokens(definition: Json, symbols: readonly string[]): readonly AddedToken[] {
  const special = specialTokensOf(definition).map((token, id) => ({ ...token, id }))
  const fresh = checkSymbols(symbols, [...special.map(({ content }) => content), ...alphabet])
  return [...special, ...fresh.map((symbol, i) => addedToken(special.length + i, symbol, false))]
}

function emptyVocabulary(added: readonly AddedToken[]): Vocabulary {
  const tokens = [...added.map(({ content }) => content), ...alphabet]
  return { tokens, ids: new Map(tokens.map((token, id) => [token, id])) }
}

/** Throws CannotTrain or BadTokenizer. The same texts give the same files, byte for byte. */
export async function trainByteLevelBpe(texts: Texts, { vocabularySize, like, symbols = [], pause }: ByteLevelRequest): Promise<TokenizerFiles> {
  const definition = parseObject(like.definition, 'tokenizer.json')
  const config = parseObject(like.config, 'tokenizer_config.json')
  if (modelOf(definition)['type'] !== 'BPE' || !isByteLevel(definition)) throw new CannotTrain('not-byte-level')
  const added = addedTokens(definition, symbols)
  checkSize(vocabularySize, added.length + alphabet.length)
  const vocabulary = emptyVocabulary(added)
  const pieces = await countPieces(texts, { cut: safeCut({ ...definition, added_tokens: [] }), symbols, pause })
  if (pieces.size === 0) throw new CannotTrain('no-text')
  const words = recount(pieces, mannerOf(definition).piecesOf)
  const merges = await learnMerges(asNumbers(words, vocabulary.ids), vocabulary, { size: vocabularySize, pause })
  if (vocabulary.tokens.length < vocabularySize) throw new CannotTrain('too-little-text', { size: vocabularySize, reached: vocabulary.tokens.length })
  const pairs = merges.map(({ left, right }) => [vocabulary.tokens[left], vocabulary.tokens[right]])
  return filesLike(definition, config, { model: { vocab: Object.fromEntries(vocabulary.ids), merges: pairs }, added })
}
