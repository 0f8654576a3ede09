// BPE in SentencePiece's manner (Kudo & Richardson 2018): characters rather than bytes, `▁` for the space, rare characters spelt in bytes.
import type { TokenizerFiles } from '../definition.ts'
import { filesOf, layGround, unknown } from './ground.ts'
import { asNumbers, learnMerges, type Vocabulary } from './merges.ts'
import { CannotTrain, type Texts, type TrainingRequest } from './request.ts'

/** Throws CannotTrain. The same texts give the same files, byte for byte. */
export async function trainSentencePieceBpe(texts: Texts, request: TrainingRequest): Promise<TokenizerFiles> {
  const { first, added, byteFallback, words, alphabet } = await layGround(texts, request)
  const { vocabularySize: size, pause } = request
  const vocabulary: Vocabulary = { tokens: [...first, ...alphabet], ids: new Map() }
  vocabulary.tokens.forEach((token, id) => vocabulary.ids.set(token, id))
  const letters = new Map(alphabet.map((character, i) => [character, first.length + i]))
  const merges = await learnMerges(asNumbers(words, letters), vocabulary, { size, pause })
  if (vocabulary.tokens.length < size) throw new CannotTrain('too-little-text', { size, reached: vocabulary.tokens.length })
  const pairs = merges.map(({ left, right }) => [vocabulary.tokens[left], vocabulary.tokens[right]])
  return filesOf({
    type: 'BPE', dropout: null, unk_token: unknown, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true,
    byte_fallback: byteFallback, ignore_merges: false, vocab: Object.fromEntries(vocabulary.ids), merges: pairs
  }, added)
}
