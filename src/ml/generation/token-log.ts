// What is told of each token that was written: how likely the model held it, how likely it was to be drawn, what else could have stood there.
// Follows the writing, also back from a banned phrase. Knows logits and pieces; knows no model.
import { wordsOfTokens, type Alternative } from '../scoring/pieces.ts'
import { processed, type LogitsProcessor } from './sampling/index.ts'
import type { Tokenizer } from '../tokenizer/index.ts'

export interface LoggedToken {
  readonly id: number
  /** Joined, the pieces are the text that was shown. */
  readonly piece: string
  /** Natural-log probability as the model said it, and 1 for the likeliest. */
  readonly logprob: number
  readonly rank: number
  /** Natural-log probability once all processors and samplers had spoken. */
  readonly drawn: number
  readonly top: readonly Alternative[]
}

interface Judged { readonly logprob: number; readonly rank: number; readonly top: readonly { readonly id: number; readonly logprob: number }[] }

/** The `count` highest, the highest first; the lower number first among equals. */
function highest(logits: Float32Array, count: number): readonly number[] {
  const best: number[] = []
  for (let id = 0; id < logits.length && count > 0; id++) {
    const logit = logits[id] ?? -Infinity
    if (best.length === count && logit <= (logits[best[count - 1] ?? 0] ?? -Infinity)) continue
    let at = best.length
    while (at > 0 && logit > (logits[best[at - 1] ?? 0] ?? -Infinity)) at--
    best.splice(at, 0, id)
    if (best.length > count) best.pop()
  }
  return best
}

/** Of logits as the model gave them, [vocabulary]; the sums are in double precision. */
export function judge(logits: Float32Array, id: number, count: number): Judged {
  const own = logits[id] ?? NaN
  let [top, likelier] = [-Infinity, 0]
  for (const logit of logits) {
    if (logit > top) top = logit
    if (logit > own) likelier++
  }
  let total = 0
  for (const logit of logits) total += Math.exp(logit - top)
  const norm = top + Math.log(total)
  return { logprob: own - norm, rank: likelier + 1, top: highest(logits, count).map((other) => ({ id: other, logprob: (logits[other] ?? NaN) - norm })) }
}

interface Entry { readonly token: LoggedToken; readonly from: number; readonly to: number }

export class TokenLog {
  readonly #count: number
  readonly #word: (id: number) => string
  readonly #vocabularySize: number
  readonly #voicing: readonly LogitsProcessor[]
  #entries: readonly Entry[] = []
  #length = 0
  /** Entries told already. */
  #told = 0

  /** `count`: how many of the likeliest are named. `voicing`: what makes the network's logits the voice's. */
  constructor(tokenizer: Tokenizer, count: number, voicing: readonly LogitsProcessor[] = []) {
    this.#voicing = voicing
    this.#count = count
    this.#word = wordsOfTokens(tokenizer)
    this.#vocabularySize = tokenizer.vocabularySize
  }

  /** `logits` as the network gave them behind the tokens `said`; `share` of the draw; `piece`: the text that the token completed. */
  add(logits: Float32Array, said: readonly number[], { id, share }: { readonly id: number; readonly share: () => number }, piece: string): void {
    const { logprob, rank, top } = judge(processed(this.#voicing, logits.slice(0, this.#vocabularySize), said), id, this.#count)
    const named = top.map((chance) => ({ ...chance, piece: this.#word(chance.id) }))
    this.#entries = [...this.#entries, { token: { id, piece, logprob, rank, drawn: Math.log(share()), top: named }, from: this.#length, to: this.#length + piece.length }]
    this.#length += piece.length
  }

  /** Only the first `count` tokens stand. */
  back(count: number): void {
    this.#entries = this.#entries.slice(0, count)
    this.#length = this.#entries.at(-1)?.to ?? 0
    this.#told = Math.min(this.#told, count)
  }

  /** Tokens not told yet whose text is shown, of `shown` characters in all. `final`: nothing follows, so that a last piece may be cut. */
  take(shown: number, final: boolean): readonly LoggedToken[] {
    const fresh = this.#entries.slice(this.#told)
    const whole = fresh.findIndex(({ to }) => to > shown)
    const ready = whole < 0 ? fresh : fresh.slice(0, whole)
    const cut = whole < 0 || !final ? undefined : fresh[whole]
    this.#told += ready.length + (cut ? 1 : 0)
    const last = cut && cut.from < shown ? [{ ...cut.token, piece: cut.token.piece.slice(0, shown - cut.from) }] : []
    return [...ready.map(({ token }) => token), ...last]
  }
}
