// What a run of learning leaves for others: where its voice lies. Knows names of folders, opens none.
import { join } from 'node:path'
import type { Method } from '#shared/contract/voices.ts'
import type { Weights } from './contract.ts'

export const bestFolder = (run: string): string => join(run, 'best')
/** Her turns of phrase, counted when the run began. */
export const phrasesFile = (run: string): string => join(run, 'phrases.safetensors')

/** A voice learned by adapter stands on its base model; one that changed the whole model is a model itself. */
export function voiceWeights(run: string, method: Method, model: string): Weights {
  const phrases = phrasesFile(run)
  if (method === 'lora') return { model, adapter: bestFolder(run), phrases }
  return { model: bestFolder(run), adapter: null, phrases, ...(method === 'full' ? { base: model } : {}) }
}
