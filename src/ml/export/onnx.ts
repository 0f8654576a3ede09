// A merged model as one ONNX graph under the names that Optimum gives its inputs and outputs, so that transformers.js runs it. Knows no file.
// Source of names: huggingface.co/docs/optimum, "Export a model to ONNX" (text-generation-with-past).
import { sum } from '../graph/dim.ts'
import { Graph } from '../graph/graph.ts'
import type { Kept, Program } from '../generation/programs.ts'
import type { Model } from '../models/architecture.ts'
import { type Json, UnsupportedConfig } from '../models/config.ts'
import { sequence, Weights } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { type ModelFiles, modelFiles } from '../onnx/file.ts'
import { reshape } from '../ops/shape.ts'
import type { MergedModel } from './merge.ts'

const [B, T, P] = ['batch_size', 'sequence_length', 'past_sequence_length'] as const

/** ids [B, T], mask [B, P + T], positions [B, T] and the keys and values of P tokens -> logits [B, T, vocabulary] and those of P + T tokens. */
export function generationGraph(model: Model, kept: Kept = { linear: plainLinear }): Program {
  const stateful = model.memory.find((m) => !m.grows)
  if (stateful) throw new UnsupportedConfig('model_type', model.architecture)
  const graph = new Graph()
  const ids = graph.input('input_ids', 'int64', [B, T])
  const memory = model.memory.map((m) => graph.input(m.past, 'float32', m.shape(B, P)))
  const mask = graph.input('attention_mask', 'int64', [B, sum(P, T)])
  const positions = graph.input('position_ids', 'int64', [B, T])
  const build = { graph, weights: new Weights(graph), ...kept }
  const { hidden, memory: after } = model.forward(build, ids, { ...sequence(B, T, P), given: { positions, mask } }, memory)
  graph.output(reshape(model.head(build, hidden), [B, T, model.sizes.vocabulary]), 'logits')
  for (const [i, value] of after.entries()) graph.output(value, model.memory[i]?.present ?? value.name)
  return { graph, weights: build.weights.specs }
}

/** The name of the weights' file, where they do not fit into the model's own. */
export const dataName = 'model.onnx_data'

/** Throws UnsupportedConfig for a model without keys and values, which Optimum's names cannot express. */
export const onnxFiles = (merged: MergedModel, limit?: number): ModelFiles =>
  modelFiles(generationGraph(merged.model).graph, new Map(merged.tensors.map(({ name, data }) => [name, data])), dataName, limit)

/** transformers.js reads the shapes of keys and values from the configuration, some of which older ones leave out. */
export function onnxConfigOf(config: Json, { model }: MergedModel, beside: boolean): Json {
  const { heads, kvHeads, headDim } = model.sizes
  const shapes = 'num_attention_heads' in config ? { num_attention_heads: heads, num_key_value_heads: kvHeads, head_dim: headDim } : {}
  return { ...config, ...shapes, ...(beside ? { 'transformers.js_config': { use_external_data_format: true } } : {}) }
}
