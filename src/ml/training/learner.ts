// What a training loop needs of a model that learns. Knows no graph, no file and no clock; the engine's own learner and a test's fake both fit it.

/**
 * `inputIds` and `labels` are [batch, length], row by row; label -100 does not count. What continues text scores position t against label t+1; a masked
 * language model against label t; a classifier has one label a row, [batch].
 */
export interface Batch {
  readonly inputIds: BigInt64Array
  readonly labels: BigInt64Array
  readonly batch: number
  readonly length: number
  /** Whether each row goes on where the same row of the batch before ended; only a recurrent model minds. */
  readonly continues?: boolean
}

/** Summed negative log likelihood (nats) over the counted positions. */
export interface Scored { readonly nll: number; readonly tokens: number }

export interface ApplyOptions {
  readonly learningRate: number
  /** Counted from 1, for Adam's bias correction. */
  readonly step: number
}

/** `gradientNorm` is global, before clipping. A step with non-finite gradients changes nothing and says so. */
export interface Applied {
  readonly gradientNorm: number
  readonly skipped: boolean
  /** The step was left out because gradients in sixteen bits overflowed, and the loss will be scaled by less from now on: nothing is wrong. */
  readonly adapted?: boolean
}

export interface NamedArray { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array }

export interface Learner {
  readonly device: string
  readonly trainableParameters: number
  /** Whether it carries a state along the text, and so wants its windows in order. */
  readonly carries?: boolean
  /** Forward and backward; gradients are added to what was accumulated since the last `apply`. `draw` counts batches from the run's start: what is left to chance depends on it and the seed alone. */
  accumulate(batch: Batch, draw?: number): Promise<Scored>
  /** Clips the mean gradient over the counted tokens, takes one step of the optimiser, clears the accumulation. */
  apply(options: ApplyOptions): Promise<Applied>
  evaluate(batch: Batch): Promise<Scored>
  /** Trained parameters under their weight names: the model's own (full) or PEFT's (LoRA). */
  parameters(): Promise<readonly NamedArray[]>
  /** Parameters and what the optimiser keeps beside them: all a resumed run needs to go on bit for bit. */
  state(): Promise<readonly NamedArray[]>
  restore(state: readonly NamedArray[]): Promise<void>
  dispose(): Promise<void>
}
