// What stands on both sides of a gap, as a model can be shown it: with its own signs for it; or, where it has none, by bridges of which the one is taken that
// leads on best. Knows the engine's treaty; knows no server.
import { asPrinted } from '../corpora/printed.ts'
import type { GenerateEvent, GenerateInput } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'
import { bestBridge } from '../writing/bridging.ts'
import { badRequest } from './errors.ts'

/** Bridges written for each choice, and how much of the text after the gap they are weighed by, in characters. */
const [bridges, judged] = [4, 300]

export interface Gap { readonly before: string; readonly after: string }
/** `prompt`: what a model with signs is shown; null for one without. */
export interface Shown { readonly prompt: string | null }

type Asker = Pick<Engine['writer'], 'describe' | 'countTokens'>

/** Throws where text and gap are longer than the model's window: what is cut off could not be told. */
export async function shownGap(writer: Asker, model: string, { before, after }: Gap, maxTokens: number): Promise<Shown> {
  const { fillIn } = await writer.countTokens({ model, texts: [] })
  if (fillIn === null) return { prompt: null }
  // The blank before a gap is written by the model, as part of its first word.
  const prompt = `${fillIn.prefix}${asPrinted(before).replace(/(?<=\S) +$/u, '')}${fillIn.suffix}${asPrinted(after)}${fillIn.middle}`
  const [{ contextLength }, { counts, beginning }] = await Promise.all([writer.describe({ model }), writer.countTokens({ model, texts: [prompt] })])
  const needed = (counts[0] ?? 0) + beginning + maxTokens
  if (needed > contextLength) throw badRequest('prompt', `This model's maximum context length is ${contextLength} tokens; prompt, suffix and max_tokens need ${needed}.`)
  return { prompt }
}

/** One choice, whole: which bridge is best is known only when all are written. */
export async function* bridged(engine: Engine, input: GenerateInput, { before, after }: Gap, index: number, signal: AbortSignal): AsyncGenerator<{ readonly index: number; readonly event: GenerateEvent }, void> {
  const { weights, maxTokens, stopAt, sampling, precision, avoiding } = input
  const seed = sampling.seed === null ? null : sampling.seed + index * bridges
  const bridge = await bestBridge(engine, { weights, maxTokens, stopAt, precision, avoiding, sampling: { ...sampling, seed }, count: bridges, prompt: asPrinted(before), after: asPrinted(after).slice(0, judged) }, signal)
  if (!bridge) return yield { index, event: { type: 'done', tokens: 0, promptTokens: 0, seed: seed ?? 0, stoppedBy: 'end', tokensPerSecond: 0, firstTokenSeconds: 0 } }
  yield { index, event: { type: 'text', text: bridge.text, token: -1 } }
  yield { index, event: bridge.done }
}
