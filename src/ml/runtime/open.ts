// Opening models for speaking and scoring, from their folders. Knows folders and adapters; knows no text and no app.
import { join } from 'node:path'
import type { Decoder } from '../generation/decoder.ts'
import type { Model } from '../models/architecture.ts'
import type { LinearFactory } from '../nn/build.ts'
import { loraLinear, plainLinear } from '../nn/linear.ts'
import { readAdapterConfig } from '../peft.ts'
import type { Batch, Scored } from '../training/learner.ts'
import { lossProgram, names, targetsOf } from '../training/programs.ts'
import { OnnxDecoder } from './decoder.ts'
import { type DeviceName, Engine, floats, longs, numbers, type Tensor } from './engine.ts'
import { BadModel, loadWeights, readJson, readModel, TensorFile } from './folder.ts'
import { isAdapter, weightSpecs } from '../models/layers.ts'

export interface SpeakerRequest { readonly model: string; readonly adapter: string | null; readonly device: DeviceName }

/** A speaker's weights: the model's own, and the adapter's over them, with the way of making layers that uses both. */
export async function loadSpeaker({ model: folder, adapter }: SpeakerRequest): Promise<{ readonly model: Model; readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }> {
  const model = await readModel(folder)
  const base = await loadWeights(folder, model, weightSpecs(model, plainLinear))
  if (adapter === null) return { model, linear: plainLinear, weights: base }
  const { linear, weights } = await loadAdapter(model, adapter)
  return { model, linear, weights: new Map([...base, ...weights]) }
}

/** An adapter in PEFT's layout, made here or elsewhere. A tensor that no layer asks for is refused: left out, it would change the voice. */
async function loadAdapter(model: Model, folder: string): Promise<{ readonly linear: LinearFactory; readonly weights: ReadonlyMap<string, Float32Array> }> {
  const json = await readJson(join(folder, 'adapter_config.json')).catch((cause: unknown) => { throw new BadModel(`no readable adapter_config.json in ${folder}`, { cause }) })
  const { rank, scale, dora, targets } = readAdapterConfig(json)
  const linear = loraLinear({ rank, scale, targets, dora })
  const file = await TensorFile.open(join(folder, 'adapter_model.safetensors'))
  const left = new Set(file.entries.keys())
  const weights = new Map<string, Float32Array>()
  for (const spec of weightSpecs(model, linear).filter((s) => isAdapter(s.name))) {
    // Some writers of DoRA keep the name that its magnitudes have in memory.
    const spelling = file.entries.has(spec.name) ? spec.name : `${spec.name}.weight`
    const { shape, data } = await file.floats(file.entries.has(spelling) ? spelling : spec.name)
    if (shape.join() !== spec.shape.join()) throw new BadModel(`${spec.name} is [${shape.join(', ')}], the model asks for [${spec.shape.join(', ')}]`)
    weights.set(spec.name, data)
    left.delete(spec.name)
    left.delete(spelling)
  }
  const [unknown] = left
  if (unknown !== undefined) throw new BadModel(`${file.path} has a tensor that this model does not know: ${unknown}`)
  return { linear, weights }
}

export async function openDecoder(request: SpeakerRequest): Promise<Decoder> {
  return OnnxDecoder.create(new Engine(request.device), await loadSpeaker(request))
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

