// What a generation loop needs of a model that speaks. Knows no sampling and no text.

export interface Decoder {
  readonly device: string
  readonly vocabularySize: number
  /** Positions the model was made for; `length` never passes it. */
  readonly contextLength: number
  /** Tokens whose keys and values are held. */
  readonly length: number
  /** Appends tokens and gives the logits after the last one, [vocabularySize]. One token or many: the same graph. */
  append(ids: readonly number[]): Promise<Float32Array>
  /** Forgets all but the first `length` tokens. */
  truncate(length: number): Promise<void>
  dispose(): Promise<void>
}
