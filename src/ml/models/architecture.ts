// What every architecture answers. One file each; registry.ts lists them.
import type { Value } from '../graph/graph.ts'
import type { Build, Forward, Memory, MemorySpec, Sequence } from '../nn/build.ts'
import type { Json } from './config.ts'

export interface Sizes {
  readonly vocabulary: number
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly feedForward: number
  /** Positions the model was made for. */
  readonly context: number
}

/** What the logits are a guess at: the next token, a token hidden in the text, or the text's class. */
export type Objective = 'next' | 'masked' | 'class'

export interface Model {
  readonly architecture: string
  readonly objective: Objective
  readonly sizes: Sizes
  readonly memory: readonly MemorySpec[]
  /** ids int64 [B, T] -> last hidden states [B*T, hidden] (of a class: one row a text, [B, hidden]) and the memory after them; null begins a text. */
  forward(build: Build, ids: Value, sequence: Sequence, memory: Memory | null): Forward
  /** hidden [M, hidden] -> logits [M, vocabulary]. */
  head(build: Build, hidden: Value): Value
  /** Linear layers that LoRA adapts by default, by the last part of their name. */
  readonly loraTargets: readonly string[]
  /** A file's own spelling of a weight's name, tried in order: Hugging Face has dialects. */
  spellings(name: string): readonly string[]
}

export interface Architecture {
  readonly modelTypes: readonly string[]
  read(config: Json): Model
}
