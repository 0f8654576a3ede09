// Writing token by token, each drawn from what the model says; a banned phrase is gone back from. Knows a decoder, a tokenizer and a rule.
import { endsInWord, startsInWord } from './endings.ts'
import { tailOfContext } from './fitting.ts'
import type { Outlet } from './outlet.ts'
import { Passage } from './passage.ts'
import type { Ground, Speaker, Surroundings, Wish, Writing } from './wish.ts'

/** Tokens beyond the limit that may finish a first word. */
const GRACE = 12
/** Ways back from banned phrases, for each token wished; then the text ends before the phrase. */
const PATIENCE = 8

/** Appends a token; a full context is first cut to its tail. */
async function proceed({ decoder, tokenizer }: Speaker, id: number, { cancelled, breathe }: Surroundings): Promise<Float32Array | null> {
  const ids = decoder.ids()
  if (ids.length < decoder.contextLength) return decoder.append(id)
  return decoder.fill([...tokenizer.beginning, ...tailOfContext(ids, (token) => tokenizer.decode([token])), id], cancelled, breathe)
}

const isOver = (tokens: number, wish: Wish, outlet: Outlet): boolean =>
  tokens >= wish.maxTokens && !(wish.stopAt !== 'tokens' && outlet.shownLength() === 0 && endsInWord(outlet.text()) && tokens < wish.maxTokens + GRACE)

interface Now { readonly logits: Float32Array | null; readonly mu: number }

/** Back to before a banned phrase. `ahead`: tokens written that the decoder does not hold yet. */
async function goBack({ speaker: { decoder }, outlet, log, around }: Ground, passage: Passage, found: number, ahead: number, logits: Float32Array): Promise<Now> {
  const { taken, length, mu } = passage.backTo(found, outlet.shownLength())
  outlet.back(length)
  log?.back(passage.tokens)
  const held = decoder.ids()
  const keep = held.length - (taken - ahead)
  return { logits: keep === held.length ? logits : await decoder.fill(held.slice(0, keep), around.cancelled, around.breathe), mu }
}

/** `begun`: the logits after the prompt. */
export async function* draw(ground: Ground, begun: Float32Array): Writing {
  const { speaker, wish, around, prompt, chooser, outlet, log, steering: { minTokens } } = ground
  const { tokenizer, decoder } = speaker
  const passage = new Passage(tokenizer, prompt.ids)
  let { logits, mu }: Now = { logits: begun, mu: chooser.firstMu }
  let patience = PATIENCE * wish.maxTokens
  /** No natural end before this index. */
  let from = minTokens > 0 ? Infinity : 0
  while (logits !== null && !around.cancelled()) {
    const { tokens } = passage
    const chosen = await chooser.choose(logits, { said: decoder.ids(), mu, blankFirst: tokens === 0 && prompt.blank, forbidden: passage.forbidden, mayEnd: tokens >= minTokens })
    const token = chosen.id
    const ends = token === tokenizer.endOfText
    // At the limit the next token is only looked at, to know whether the last word is complete.
    const wholeWord = ends || !endsInWord(outlet.text()) || !startsInWord(passage.peek(token))
    const looks = ends || isOver(tokens, wish, outlet)
    let ended = looks
    if (!looks) {
      const piece = passage.push(token, mu, prompt.blank)
      outlet.add(piece)
      log?.add(logits, decoder.ids(), chosen, piece)
      if (passage.tokens === minTokens) from = outlet.text().length
    }
    let found = outlet.banned(looks)
    if (!looks && found === null) {
      const show = outlet.show(from, (index) => passage.beginning(index))
      ended = show.ended || (passage.tokens >= wish.maxTokens && wish.stopAt === 'tokens')
      if (show.shown !== '') yield { type: 'text', text: show.shown, token, ...(log && { tokens: log.take(outlet.shownLength(), show.ended) }) }
      if (ended) found = outlet.banned(true)
      if (ended && found === null) return { stoppedBy: show.ended ? 'stop' : 'length', tokens: passage.tokens, token, wholeWord }
    }
    if (found !== null) {
      if (patience-- === 0) {
        outlet.back(Math.max(0, found))
        return { stoppedBy: 'length', tokens: passage.tokens, token, wholeWord: true }
      }
      ;({ logits, mu } = await goBack(ground, passage, found, looks ? 0 : 1, logits))
      continue
    }
    if (looks) return { stoppedBy: ends ? 'end' : 'length', tokens, token, wholeWord }
    mu = chosen.mu
    await around.breathe()
    logits = await proceed(speaker, token, around)
  }
  return null
}
