// A unigram tokenizer (Kudo 2018), written as Hugging Face's `Unigram` model. Knows texts and files' contents; the learning is in `unigram/`.
import type { TokenizerFiles } from '../definition.ts'
import { filesOf, layGround } from './ground.ts'
import { asNumbers } from './merges.ts'
import { CannotTrain, type Texts, type TrainingRequest } from './request.ts'
import { longestWord } from './unigram/model.ts'
import { learnPieces } from './unigram/train.ts'

/** Distinct words that are learned from, the commonest first: the rest come too seldom to change a piece. */
const MOST_WORDS = 200_000

/** The commonest words, the longest of them in stretches. Same counts, alphabetical: the order of the texts changes nothing. */
function commonest(words: ReadonlyMap<string, number>): Map<string, number> {
  const ordered = [...words].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).slice(0, MOST_WORDS)
  const stretches = new Map<string, number>()
  for (const [word, count] of ordered) {
    const characters = Array.from(word)
    for (let start = 0; start < characters.length; start += longestWord) {
      const stretch = characters.slice(start, start + longestWord).join('')
      stretches.set(stretch, (stretches.get(stretch) ?? 0) + count)
    }
  }
  return stretches
}

/** Throws CannotTrain. The same texts give the same files, byte for byte. */
export async function trainUnigram(texts: Texts, request: TrainingRequest): Promise<TokenizerFiles> {
  const { first, added, byteFallback, words, alphabet } = await layGround(texts, request)
  const { vocabularySize: size, pause } = request
  const letters = new Map(alphabet.map((character, i) => [character, i]))
  const { spelling, scores } = await learnPieces(asNumbers(commonest(words), letters), size - first.length, pause)
  const reached = first.length + spelling.length
  if (reached < size) throw new CannotTrain('too-little-text', { size, reached })
  const learned = spelling.map((piece, i) => [Array.from(piece, (character) => alphabet[character]).join(''), scores[i] ?? 0] as const)
  learned.sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a < b ? -1 : 1))
  const least = scores.reduce((a, b) => Math.min(a, b), 0)
  const vocab = [...first.map((token) => [token, byteFallback ? least : 0] as const), ...learned]
  return filesOf({ type: 'Unigram', unk_id: 0, vocab, byte_fallback: byteFallback }, added)
}
