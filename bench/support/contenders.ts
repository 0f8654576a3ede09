// Models that learn in `npm run bench -- learning`: their shapes, and how each is taught. Knows no text.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '#ml/models/config.ts'

/** `config` null: over the built-in base. Windows a step of so many tokens; passes over the text. */
export interface Contender { readonly title: string; readonly config: Json | null; readonly method: 'lora' | 'scratch'; readonly learningRate: number; readonly passes: number; readonly context: number; readonly batch: number }

const llama: Json = { model_type: 'llama', hidden_size: 128, intermediate_size: 344, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 4, max_position_embeddings: 256, tie_word_embeddings: true }
const lstm: Json = { model_type: 'recurrent-lm', cell: 'lstm', embedding_size: 192, hidden_size: 192, num_layers: 1, tie_word_embeddings: true }

export const builtInContenders: readonly Contender[] = [
  { title: 'voice over the base, LoRA', config: null, method: 'lora', learningRate: 2e-3, passes: 4, context: 256, batch: 4 },
  { title: 'Llama from scratch, 2 layers of 128', config: llama, method: 'scratch', learningRate: 3e-3, passes: 12, context: 256, batch: 2 },
  { title: 'LSTM from scratch, 1 layer of 192', config: lstm, method: 'scratch', learningRate: 4e-3, passes: 12, context: 65, batch: 8 }
]

/** A batch of two windows: as many steps as a short text can give. A Transformer is taught as far as it is asked to look. */
export const ownContenders: readonly Contender[] = [
  { title: 'LSTM from scratch, 1 layer of 192', config: lstm, method: 'scratch', learningRate: 6e-3, passes: 10, context: 65, batch: 16 },
  { title: 'Llama from scratch, 2 layers of 128', config: llama, method: 'scratch', learningRate: 3e-3, passes: 12, context: 256, batch: 2 }
]

/** A folder with a shape and no weights. */
export function shapeIn(parent: string, title: string, config: Json): string {
  const folder = join(parent, title.replaceAll(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  return folder
}
