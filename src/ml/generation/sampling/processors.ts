// What changes logits before any sampler sees them: bans, biases, and what others bring (a copy check, say). Pure; knows tokens.

/** `said`: all tokens before, the prompt's too. Gives new logits, or the same when nothing changes; never writes into those it was given. */
export type LogitsProcessor = (logits: Float32Array, said: readonly number[]) => Float32Array

export const processed = (processors: readonly LogitsProcessor[], logits: Float32Array, said: readonly number[]): Float32Array =>
  processors.reduce((changed, process) => process(changed, said), logits)

/** These tokens are never written. */
export const forbid = (ids: Iterable<number>): LogitsProcessor => {
  const banned = [...ids]
  return (logits) => {
    if (banned.length === 0) return logits
    const changed = logits.slice()
    for (const id of banned) if (id < changed.length) changed[id] = -Infinity
    return changed
  }
}

export interface BiasedPhrase { readonly tokens: readonly number[]; /** Added to logits. */ readonly bias: number }

const endsWith = (said: readonly number[], end: readonly number[]): boolean => end.every((id, at) => said[said.length - end.length + at] === id)

/** How far into each phrase the text already is, and the token that would go on with it. */
function nextOf({ tokens, bias }: BiasedPhrase, said: readonly number[]): readonly number[] {
  const steps = tokens.flatMap((id, at) => (endsWith(said, tokens.slice(0, at)) ? [{ id, at }] : []))
  // Drawn to a phrase, each of its tokens is; away from one, only the token that would complete it, or half the language would be.
  return steps.filter(({ at }) => bias > 0 || at === tokens.length - 1).map(({ id }) => id)
}

/** Phrase bias (as in KoboldAI, 2022): each token that begins, goes on with or (alone, where the bias is negative) completes a phrase. */
export const biasTowards = (phrases: readonly BiasedPhrase[]): LogitsProcessor => (logits, said) => {
  if (phrases.length === 0) return logits
  const changed = logits.slice()
  for (const phrase of phrases) for (const id of new Set(nextOf(phrase, said))) changed[id] = (changed[id] ?? 0) + phrase.bias
  return changed
}
