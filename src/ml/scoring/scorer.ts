// What scoring needs of a model: how it sees given tokens, one by one. Knows no text.

/** A token that could have stood here, by its natural-log probability. */
export interface Chance { readonly id: number; readonly logprob: number }

/** How a model sees one token behind those before it. */
export interface Look extends Chance {
  /** 1: no token was likelier. */
  readonly rank: number
  /** The likeliest, the likeliest first. */
  readonly top: readonly Chance[]
}

export interface LookRequest {
  /** Seen before every row; read once. */
  readonly prefix: readonly number[]
  /** Each goes on from the prefix by itself. With the prefix it must fit in the context. */
  readonly rows: readonly (readonly number[])[]
  /** How many of the likeliest are wanted; 0: none. */
  readonly top: number
}

export interface TokenScorer {
  readonly contextLength: number
  readonly vocabularySize: number
  /** A look for every token of every row; null for a row's first token where nothing stands before it. */
  look(request: LookRequest): Promise<readonly (readonly (Look | null)[])[]>
  dispose(): Promise<void>
}
