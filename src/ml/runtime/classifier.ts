// A model that names a text's class, opened to be asked. Knows folders and graphs; knows no text.
import type { Batch } from '../training/learner.ts'
import { logitsProgram, names } from '../training/programs.ts'
import { labelsOf } from '../models/reading.ts'
import { type DeviceName, Engine, floats, longs, numbers, type Tensor } from './engine.ts'
import { BadModel } from './folder.ts'
import { loadReader, type ReaderFolder } from './reader.ts'

export interface Classifier {
  /** The folder its tokenizer lies in: its own, or that of the model under an adapter. */
  readonly ground: string
  readonly labels: readonly string[]
  readonly contextLength: number
  /** The natural logarithm of each class's probability, a row a text. */
  classify(batch: Pick<Batch, 'inputIds' | 'batch' | 'length'>): Promise<readonly Float64Array[]>
  dispose(): Promise<void>
}

/** A model that reads texts, and does not say of which class they are. */
export class NamesNoClass extends Error {
  readonly architecture: string

  constructor(architecture: string) {
    super(`a model of the kind ${architecture} names no classes`)
    this.architecture = architecture
  }
}

/** As Hugging Face names the classes of a model that came without names. */
const nameless = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `LABEL_${i}`)

function logSoftmax(logits: Float32Array): Float64Array {
  const most = Math.max(...logits)
  const whole = Math.log(logits.reduce((sum, x) => sum + Math.exp(x - most), 0))
  return Float64Array.from(logits, (x) => x - most - whole)
}

/** Whole, or an adapter over the model it names. */
export async function openClassifier({ device, ...request }: ReaderFolder & { readonly device: DeviceName }): Promise<Classifier> {
  const { model: folder } = request
  const { config, ground, model, linear, weights: loaded } = await loadReader(request)
  if (model.objective !== 'class') throw new NamesNoClass(model.architecture)
  const engine = new Engine(device)
  const { graph, weights } = logitsProgram(model, linear)
  const classes = graph.outputs[0]?.shape.at(-1)
  if (typeof classes !== 'number') throw new BadModel(`${folder} does not say how many classes it has`)
  const labels = labelsOf(config) ?? nameless(classes)
  if (labels.length !== classes) throw new BadModel(`${folder} names ${labels.length} labels for ${classes} classes`)
  const program = await engine.compile(graph, { host: [names.logits] })
  const tensors: Record<string, Tensor> = {}
  for (const spec of weights) tensors[spec.name] = await engine.upload(floats(loaded.get(spec.name) ?? new Float32Array(), spec.shape))
  return {
    labels, ground, contextLength: model.sizes.context,
    classify: async ({ inputIds, batch, length }) => {
      const logits = numbers((await program.run({ ...tensors, [names.ids]: longs(inputIds, [batch, length]) }))[names.logits])
      return Array.from({ length: batch }, (_, row) => logSoftmax(logits.subarray(row * classes, (row + 1) * classes)))
    },
    dispose: async () => {
      for (const tensor of Object.values(tensors)) tensor.dispose()
      await program.dispose()
      await engine.dispose()
    }
  }
}
