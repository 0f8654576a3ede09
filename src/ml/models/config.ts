// Reading a Hugging Face config.json strictly: a field that would change the result and is not understood is refused by name.

export class UnsupportedConfig extends Error {
  readonly field: string
  readonly found: string

  constructor(field: string, found: unknown) {
    super(`config.json: ${field} = ${JSON.stringify(found)} is not supported`)
    this.name = 'UnsupportedConfig'
    this.field = field
    this.found = JSON.stringify(found) ?? 'undefined'
  }
}

export type Json = Readonly<Record<string, unknown>>

/** Fields that describe the file, the text around it or a training long past, and change no number here. */
const harmless = new Set([
  'architectures', 'model_type', 'torch_dtype', 'dtype', 'transformers_version', '_name_or_path', 'bos_token_id', 'eos_token_id', 'pad_token_id', 'sep_token_id',
  'cls_token_id', 'decoder_start_token_id', 'use_cache', 'initializer_range', 'attention_dropout', 'hidden_dropout', 'resid_pdrop', 'embd_pdrop', 'attn_pdrop',
  'task_specific_params', 'summary_type', 'summary_use_proj', 'summary_activation', 'summary_proj_to_labels', 'summary_first_dropout', 'gradient_checkpointing',
  'is_llama_config', 'transformers.js_config', 'n_ctx', 'output_past', 'keys_to_ignore_at_inference', 'id2label', 'label2id', 'max_window_layers',
  'auto_map', 'unk_token_id', 'is_decoder', 'chunk_size_feed_forward', 'problem_type'
])

/** A reader that remembers which fields were asked for, so that the rest can be checked. */
export class ConfigReader {
  readonly #json: Json
  readonly #read = new Set<string>()

  constructor(json: Json) {
    this.#json = json
  }

  raw(field: string): unknown {
    this.#read.add(field)
    return this.#json[field]
  }

  number(field: string, otherwise?: number): number {
    const value = this.raw(field) ?? otherwise
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new UnsupportedConfig(field, value)
    return value
  }

  /** A whole number of at least one: a size. */
  size(field: string, otherwise?: number): number {
    const value = this.number(field, otherwise)
    if (!Number.isInteger(value) || value < 1) throw new UnsupportedConfig(field, value)
    return value
  }

  /** A share that is less than the whole: of what is left out by chance, say. */
  share(field: string, otherwise: number): number {
    const value = this.number(field, otherwise)
    if (value < 0 || value >= 1) throw new UnsupportedConfig(field, value)
    return value
  }

  flag(field: string, otherwise: boolean): boolean {
    const value = this.raw(field) ?? otherwise
    if (typeof value !== 'boolean') throw new UnsupportedConfig(field, value)
    return value
  }

  /** The field must be absent, null, or one of these. */
  mustBe(field: string, ...allowed: readonly unknown[]): void {
    const value = this.raw(field)
    if (value !== undefined && value !== null && !allowed.includes(value)) throw new UnsupportedConfig(field, value)
  }

  /** Refuses whatever was neither read nor known to be harmless. */
  finish(): void {
    for (const [field, value] of Object.entries(this.#json)) {
      if (!this.#read.has(field) && !harmless.has(field) && value !== null && value !== false) throw new UnsupportedConfig(field, value)
    }
  }
}
