// How a tokenizer cuts a text: its pieces one by one, or what it makes of a whole text. Knows no file.
import { streamText, type Vocabulary } from '#ml/tokenizer/index.ts'
import { countWords } from '#shared/text.ts'

/** `piece` as the file spells it, `text` what it completes: a character spread over several pieces comes with its last. */
export type Piece = { readonly id: number; readonly piece: string; readonly text: string }
export type WordCut = { readonly word: string; readonly tokens: number }
export type Shown = { readonly pieces: readonly Piece[]; readonly words: readonly WordCut[]; readonly tokens: number; readonly tokensPerWord: number | null; readonly roundTrip: boolean }

export function show({ tokenizer, tokens }: Vocabulary, text: string): Shown {
  const ids = tokenizer.encode(text)
  const stream = streamText(tokenizer)
  const pieces = ids.map((id) => ({ id, piece: tokens[id]?.spelling ?? '', text: stream.push(id) }))
  const words = countWords(text)
  return { pieces, words: wordCuts(pieces), tokens: ids.length, tokensPerWord: words === 0 ? null : ids.length / words, roundTrip: tokenizer.decode(ids) === text }
}

/** Between blanks; a piece belongs to the word in which its first visible character stands, an unfinished one to the next that is finished. */
function wordCuts(pieces: readonly Piece[]): readonly WordCut[] {
  const words: { word: string; tokens: number }[] = []
  let open = false
  let waiting = 0
  for (const { text } of pieces) {
    waiting++
    if (text === '') continue
    for (const [stretch] of text.matchAll(/\s+|\S+/gu)) {
      const blank = /^\s/u.test(stretch)
      if (blank) open = false
      else {
        const last = open ? words.at(-1) : undefined
        if (last) last.word += stretch
        else words.push({ word: stretch, tokens: 0 })
        open = true
        const word = words.at(-1)
        if (word) word.tokens += waiting
        waiting = 0
      }
    }
    waiting = 0
  }
  return words
}

export type Measured = {
  readonly vocabularySize: number; readonly tokens: number; readonly characters: number; readonly words: number
  readonly charactersPerToken: number; readonly wordsPerToken: number; readonly tokensPerWord: number; readonly roundTrip: boolean
}

/** Characters are Unicode's, not bytes. */
export function measure({ tokenizer }: Pick<Vocabulary, 'tokenizer'>, text: string): Measured {
  const ids = tokenizer.encode(text)
  const [tokens, words] = [ids.length, countWords(text)]
  let characters = 0
  for (const _ of text) characters++
  return {
    vocabularySize: tokenizer.vocabularySize, tokens, characters, words,
    charactersPerToken: characters / tokens, wordsPerToken: words / tokens, tokensPerWord: tokens / words, roundTrip: tokenizer.decode(ids) === text
  }
}
