// Log-probabilities in the shape of OpenAI's completions: four lists of one length. Knows no engine.

export interface LoggedToken {
  readonly piece: string
  /** Null: nothing stood before it. */
  readonly logprob: number | null
  readonly top: readonly { readonly piece: string; readonly logprob: number }[]
}

export interface Logprobs {
  readonly tokens: readonly string[]
  readonly token_logprobs: readonly (number | null)[]
  readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[] | null
  /** In characters of the choice's text. */
  readonly text_offset: readonly number[]
}

/** The likeliest, and the token itself where it was not among them. Two tokens that write the same are told apart by nobody: the likelier counts. */
function named({ piece, logprob, top }: LoggedToken): Readonly<Record<string, number>> | null {
  if (logprob === null) return null
  const all = new Map<string, number>()
  for (const chance of [...top, { piece, logprob }]) if (!all.has(chance.piece)) all.set(chance.piece, chance.logprob)
  return Object.fromEntries(all)
}

/** `offset`: where in the choice's text the first token begins; `top` 0: the likeliest were not asked for. */
export function logprobsOf(tokens: readonly LoggedToken[], offset: number, top: number): Logprobs {
  let at = offset
  const offsets = tokens.map(({ piece }) => {
    const begins = at
    at += piece.length
    return begins
  })
  return {
    tokens: tokens.map(({ piece }) => piece), token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: top === 0 ? null : tokens.map(named), text_offset: offsets
  }
}
