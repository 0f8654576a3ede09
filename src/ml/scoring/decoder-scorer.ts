// A speaker that looks at given tokens: what it says after each of them, weighed. It needs no weights of its own, and what makes a voice of it counts here too.
// Knows a decoder; knows no text.
import { sharedPrefix, type HeldDecoder } from '../generation/held.ts'
import { processed, type LogitsProcessor } from '../generation/sampling/index.ts'
import { judge } from '../generation/token-log.ts'
import type { Look, LookRequest, TokenScorer } from './scorer.ts'

/** Logits that are there together, in numbers: 8 MiB of them. */
const LOGITS_AT_ONCE = 2 ** 21

/** `voicing`: what makes the network's logits the voice's. The decoder stays its owner's. */
export function decoderScorer(held: HeldDecoder, vocabularySize: number, voicing: readonly LogitsProcessor[] = []): TokenScorer {
  const chunk = Math.max(1, Math.floor(LOGITS_AT_ONCE / vocabularySize))
  const lookAt = (logits: Float32Array, said: readonly number[], id: number, top: number): Look => ({ id, ...judge(processed(voicing, logits, said), id, top) })
  /** Logits after the last of `before`, which the decoder holds from then on. */
  const after = async (before: readonly number[]): Promise<Float32Array> => {
    await held.keep(Math.min(sharedPrefix(held.ids(), before), before.length - 1))
    let logits: Float32Array | undefined
    for (let at = held.ids().length; at < before.length; at += chunk) logits = (await held.appendEach(before.slice(at, at + chunk))).at(-1)
    return logits?.slice() ?? new Float32Array()
  }
  const along = async (prefix: readonly number[], row: readonly number[], begun: Float32Array | null, top: number): Promise<readonly (Look | null)[]> => {
    await held.keep(prefix.length)
    const [first, ...rest] = row
    if (first === undefined) return []
    const looks: (Look | null)[] = [begun && lookAt(begun, prefix, first, top)]
    for (let at = 0; at < rest.length; at += chunk) {
      const logits = await held.appendEach(row.slice(at, Math.min(at + chunk, rest.length)))
      for (const [i, some] of logits.entries()) looks.push(lookAt(some, [...prefix, ...row.slice(0, at + i + 1)], rest[at + i] ?? -1, top))
    }
    return looks
  }
  return {
    contextLength: held.contextLength, vocabularySize,
    async look({ prefix, rows, top }: LookRequest) {
      const longest = Math.max(0, ...rows.map((row) => row.length))
      if (prefix.length + longest > held.contextLength) throw new RangeError(`${prefix.length} + ${longest} tokens do not fit in a context of ${held.contextLength}`)
      const begun = prefix.length === 0 ? null : await after(prefix)
      const looks: (readonly (Look | null)[])[] = []
      for (const row of rows) looks.push(await along(prefix, row, begun, top))
      return looks
    },
    dispose: async () => undefined
  }
}
