// What a draft is: someone who guesses the next tokens faster than the model can say them. Types alone.

/** Draws as the model's own loop would draw next, with the same dice, from other logits. Each call goes one token further. */
export type Ahead = (logits: Float32Array, said: readonly number[]) => number

export interface Asked {
  /** All tokens before the first guess, the prompt's too. */
  readonly said: readonly number[]
  /** Asked before each guess, with how likely the draft holds it to be right: no means that it is not worth looking at, nor any behind it. */
  readonly worth: (chance: number) => boolean
  readonly ahead: Ahead
}

export interface Draft {
  /** What one guess costs, in runs of the model for one token. */
  readonly price: number
  /** Tokens that may follow, in order; none where nothing is known. */
  guess(asked: Asked): Promise<readonly number[]>
}
