// A prompt as the model is shown it: cut to what fits, its last blank left for the model to write. Knows a tokenizer.
import type { Tokenizer } from '../tokenizer/index.ts'
import { tailOfPrompt, tailOfText } from './fitting.ts'

export interface Prompt { readonly ids: readonly number[]; /** The author's blank before the cursor, which the model writes as part of its first word. */ readonly blank: boolean }

export function preparePrompt(prompt: string, maxTokens: number, tokenizer: Tokenizer, contextLength: number): Prompt {
  const bare = prompt.replace(/(?<=\S) +$/u, '')
  const encoded = tokenizer.encode(tailOfText(bare, contextLength))
  const opening = tokenizer.beginning.length > 0 ? tokenizer.beginning : [tokenizer.endOfText ?? 0]
  const ids = encoded.length === 0 ? opening : [...tokenizer.beginning, ...encoded]
  return { ids: tailOfPrompt(ids, contextLength, maxTokens), blank: bare.length < prompt.length }
}
