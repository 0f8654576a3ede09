// The architectures, by the `model_type` of a config.json. A new one is one file and one line here.
import type { Architecture, Model } from './architecture.ts'
import { type Json, UnsupportedConfig } from './config.ts'
import { bloom } from './bloom.ts'
import { encoder } from './encoder.ts'
import { gemma3 } from './gemma3.ts'
import { gpt2 } from './gpt2.ts'
import { llama } from './llama.ts'
import { recurrentClassifier } from './recurrent-classifier.ts'
import { recurrent } from './recurrent.ts'

const architectures: readonly Architecture[] = [bloom, encoder, gemma3, gpt2, llama, recurrent, recurrentClassifier]

export const modelTypes: readonly string[] = architectures.flatMap((a) => a.modelTypes)

/** Throws UnsupportedConfig, naming the field, for a model this engine would not compute exactly. */
export function modelFor(config: Json): Model {
  const found = architectures.find((a) => a.modelTypes.includes(String(config['model_type'])))
  if (!found) throw new UnsupportedConfig('model_type', config['model_type'])
  return found.read(config)
}
