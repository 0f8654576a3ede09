// What an attention is told, however it is computed. Knows heads, not models.
import type { Value } from '../graph/graph.ts'
import type { Sequence } from './build.ts'
import type { Rotation } from './rotary.ts'

export interface Heads { readonly heads: number; readonly kvHeads: number; readonly headDim: number }

export interface Attention extends Heads {
  readonly sequence: Sequence
  /** Added to the scores [B, kvHeads, groups, T, S]; broadcast. */
  readonly bias: Value
  /** Where the bias says no more than that: how far back a query looks, null to the beginning. A fused kernel works it out by itself. */
  readonly window?: number | null
  readonly rotation: Rotation | null
  /** Keys and values before, [B, kvHeads, P, headDim] each. */
  readonly past: { readonly key: Value; readonly value: Value } | null
  /** Applied to queries and keys before rotation (Qwen3). x [..., headDim]. */
  readonly normQuery?: (x: Value) => Value
  readonly normKey?: (x: Value) => Value
  /** What each look is multiplied by once they sum to one, [B, kvHeads, groups, T, S]; for learning only. */
  readonly kept?: Value | null
  /** What scores are multiplied by; 1/√headDim unless given. */
  readonly scale?: number
}
