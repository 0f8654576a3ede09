// Opening models for scoring, from their folders. Knows folders and adapters; knows no text and no app.
import type { Model } from '../models/architecture.ts'
import type { LinearFactory } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import type { Batch, Scored } from '../training/learner.ts'
import { lossProgram, names, targetsOf } from '../training/programs.ts'
import { loadAdapter } from './adapter.ts'
import { type DeviceName, Engine, floats, longs, numbers, type Tensor } from './engine.ts'
import { loadWeights, readModel } from './folder.ts'
import { weightSpecs } from '../models/layers.ts'

export interface SpeakerRequest { readonly model: string; readonly adapter: string | null; readonly device: DeviceName }

/** A speaker's weights: the model's own, and the adapter's over them, with the way of making layers that uses both. */
export async function loadSpeaker({ model: folder, adapter }: SpeakerRequest): Promise<{ readonly model: Model; readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }> {
  const model = await readModel(folder)
  const base = await loadWeights(folder, model, weightSpecs(model, plainLinear))
  if (adapter === null) return { model, linear: plainLinear, weights: base }
  const { linear, weights } = await loadAdapter(model, adapter)
  return { model, linear, weights: new Map([...base, ...weights]) }
}

export interface Scorer {
  readonly contextLength: number
  score(batch: Batch): Promise<Scored>
  dispose(): Promise<void>
}

export async function openScorer(request: SpeakerRequest): Promise<Scorer> {
  const engine = new Engine(request.device)
  const { model, linear, weights } = await loadSpeaker(request)
  const { graph, weights: specs } = lossProgram(model, linear, { chunked: engine.device === 'cpu' })
  const program = await engine.compile(graph, { host: [names.nll] })
  const tensors: Record<string, Tensor> = {}
  for (const spec of specs) tensors[spec.name] = await engine.upload(floats(weights.get(spec.name) ?? new Float32Array(), spec.shape))
  return {
    contextLength: model.sizes.context,
    score: async (batch) => {
      const targets = targetsOf(model.objective, batch)
      const results = await program.run({ ...tensors, [names.ids]: longs(batch.inputIds, [batch.batch, batch.length]), [names.targets]: longs(targets, [targets.length]) })
      return { nll: numbers(results[names.nll])[0] ?? NaN, tokens: targets.reduce((n, t) => n + (t === -100n ? 0 : 1), 0) }
    },
    dispose: async () => {
      for (const t of Object.values(tensors)) t.dispose()
      await program.dispose()
      await engine.dispose()
    }
  }
}

