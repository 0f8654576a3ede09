// Fills a gap with a model that only reads forward: several bridges are written from what stands before, and the one is shown after which the text that follows
// is the least surprising. A bridge is drawn by how likely it is after the text before; weighing it by the text after makes the choice one given both.
import { closeSeam } from '#shared/bridging.ts'
import type { Sampling } from '#shared/contract/writing.ts'
import type { ScoredContinuation } from '#shared/contract/likelihood.ts'
import type { GenerateEvent, GenerateInput, Weights } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'

export type Bridging = { readonly count: number, /** What follows the gap, as far as it is weighed. */ readonly after: string }
export type BridgeWish = Bridging & {
  readonly prompt: string, readonly weights: Weights, readonly maxTokens: number, readonly stopAt: GenerateInput['stopAt'], readonly sampling: Sampling
  readonly precision: GenerateInput['precision']
  readonly avoiding?: GenerateInput['avoiding']
}
type Done = Extract<GenerateEvent, { type: 'done' }>
export type Bridge = { readonly text: string, readonly done: Done }

export async function bestBridge({ writer }: Engine, wish: BridgeWish, signal: AbortSignal): Promise<Bridge | null> {
  const candidates = (await written(writer, wish, signal)).flatMap(({ text, done }) => cuts(text, wish.after).map((cut) => ({ text: cut, done })))
  if (candidates.length < 2) return candidates[0] ?? null
  const { weights, precision, prompt, after } = wish
  const scores = await writer.score({ weights, precision, prefix: prompt, continuations: candidates.map(({ text }) => text + after) }, { signal })
  return candidates.reduce<{ bridge: Bridge, surprise: number } | null>((best, bridge, i) => {
    const surprise = surpriseOf(scores[i], after.length)
    return best === null || surprise < best.surprise ? { bridge, surprise } : best
  }, null)?.bridge ?? null
}

async function written(writer: Engine['writer'], { prompt, weights, maxTokens, stopAt, sampling, precision, count, avoiding = null }: BridgeWish, signal: AbortSignal): Promise<readonly Bridge[]> {
  const texts = Array.from({ length: count }, () => '')
  const bridges: Bridge[] = []
  for await (const { index, event } of await writer.alternatives({ prompt, weights, maxTokens, stopAt, sampling, precision, count, device: 'auto', avoiding }, { signal })) {
    if (event.type === 'done') bridges.push({ text: texts[index] ?? '', done: event })
    else texts[index] = (texts[index] ?? '') + event.text
  }
  return bridges
}

/** A bridge may end sooner than it was written: after a quarter, half and three quarters of its words. */
const shares = [0.25, 0.5, 0.75, 1]

export function cuts(text: string, after: string): readonly string[] {
  const ends = [...text.matchAll(/[^ \t\n\r]+/g)].map((word) => word.index + word[0].length)
  const cut = shares.map((share) => closeSeam(text.slice(0, ends[Math.ceil(ends.length * share) - 1] ?? 0), after))
  return [...new Set(cut)].filter((bridge) => /[\p{L}\p{N}]/u.test(bridge))
}

/** Negative log-probability of the last `length` characters; a token that reaches over the seam counts with them. */
function surpriseOf(score: ScoredContinuation | undefined, length: number): number {
  let left = length
  let nll = 0
  for (const { piece, logprob } of score?.tokens.toReversed() ?? []) {
    if (left <= 0) break
    nll -= logprob ?? 0
    left -= piece.length
  }
  return nll
}
