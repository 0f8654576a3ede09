// What every architecture answers. One file each; registry.ts lists them.
import type { Value } from '../graph/graph.ts'
import { type Build, type Forward, layerMemory, type Memory, type MemorySpec, type Sequence } from '../nn/build.ts'
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

/** One layer's keys and values. */
export interface Seen { readonly key: Value; readonly value: Value }

/** x [B*T, hidden] -> [B*T, hidden], and the keys and values after it. */
export type Block = (x: Value, past: Seen | null) => { readonly output: Value } & Seen

/** A decoder as a pile of blocks, each reading what the one before wrote: it can be computed a block at a time. */
export interface Pile {
  /** ids int64 [B, T] -> what the first block reads, [B*T, hidden]. */
  embed(ids: Value): Value
  readonly blocks: readonly Block[]
  /** What the last block wrote -> what the head reads, [B*T, hidden]. */
  close(x: Value): Value
}

export interface Model {
  readonly architecture: string
  readonly objective: Objective
  readonly sizes: Sizes
  readonly memory: readonly MemorySpec[]
  /** ids int64 [B, T] -> last hidden states [B*T, hidden] (of a class: one row a text, [B, hidden]) and the memory after them; null begins a text. */
  forward(build: Build, ids: Value, sequence: Sequence, memory: Memory | null): Forward
  /** The same in pieces, for models that are made of blocks of one width. */
  pile?(build: Build, sequence: Sequence): Pile
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

/** A pile from its bottom to its top. */
export function climb({ embed, blocks, close }: Pile, ids: Value, memory: Memory | null): Forward {
  let x = embed(ids) // [N, H]
  const grown: Value[] = []
  for (const [i, block] of blocks.entries()) {
    const { output, key, value } = block(x, layerMemory(memory, i))
    grown.push(key, value)
    x = output
  }
  return { hidden: close(x), memory: grown }
}
