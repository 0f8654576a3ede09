// What a generation loop needs of a model that speaks. Knows no sampling and no text.

export interface Decoder {
  readonly device: string
  /** Bits of the weights; whole ones unless told. */
  readonly precision?: 'f32' | 'int8' | 'int4'
  readonly vocabularySize: number
  /** Positions the model was made for; `length` never passes it. */
  readonly contextLength: number
  /** Tokens whose keys and values are held. */
  readonly length: number
  /** Appends tokens and gives the logits after the last one, [vocabularySize]. One token or many: the same graph. */
  append(ids: readonly number[]): Promise<Float32Array>
  /** Appends tokens and gives the logits after each of them, [vocabularySize] each: to check a draft, or to weigh a text. */
  appendEach(ids: readonly number[]): Promise<readonly Float32Array[]>
  /** Last hidden states [hidden], as the head reads them, behind the logits that the last call gave; a decoder that does not tell them lacks this. */
  states?(): readonly Float32Array[]
  /** Forgets all but the first `length` tokens. */
  truncate(length: number): Promise<void>
  /** `rows` ways to go on from what is held (at least one token), run as one batch over one computed prefix. This decoder keeps what it holds. */
  fork(rows: number): Promise<Branches>
  dispose(): Promise<void>
}

/** Several texts with one beginning, each going its own way. */
export interface Branches {
  /** Tokens that each row holds. */
  readonly lengths: readonly number[]
  /** One token for each row, null for a row that rests -> the logits after it, null for a row that rests. */
  append(ids: readonly (number | null)[]): Promise<readonly (Float32Array | null)[]>
  /** As a decoder's own, a row each; a row that rested has one that means nothing. */
  states?(): readonly Float32Array[]
  /** Forgets all but the first `length` tokens of one row; of the common beginning, at most. */
  truncate(row: number, length: number): Promise<void>
  /** Row i goes on from what row `from[i]` holds now. Rows may become fewer (some have ended) or more. */
  select(from: readonly number[]): Promise<void>
  dispose(): Promise<void>
}
