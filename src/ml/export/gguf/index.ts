// A merged model and its tokenizer as a GGUF, and a GGUF as a Hugging Face folder's contents. Knows no file.
import { type Gguf, type GgufTensor, type GgufToWrite, isWholeBlocks, type MetaValue, string, strings, tensorFloats, type TensorToCome, uint32, type WrittenType } from '../../gguf/index.ts'
import { type Json, UnsupportedConfig } from '../../models/config.ts'
import { modelFor } from '../../models/registry.ts'
import type { MergedModel, Tensor } from '../merge.ts'
import { type Family, here, there } from './families.ts'
import { back, reordered, transposed } from './rows.ts'
import { configIn, familyFor, familyIn, ropeFactors, settingsOf } from './settings.ts'
import { type TokenizerFiles, tokenizerIn } from './tokenizer-in.ts'
import { tokenizerKeys } from './tokenizer.ts'

export { familyFor } from './settings.ts'

export interface GgufSource {
  readonly config: Json
  readonly merged: MergedModel
  /** Null for a model without words, which a GGUF may be. */
  readonly tokenizer: TokenizerFiles | null
  readonly about: { readonly name: string; readonly base: string; readonly licence: string; readonly languages: readonly string[] }
}

/** llama.cpp's numbers for what most of a file is stored as. */
const fileTypes: Readonly<Record<WrittenType, number>> = { f32: 0, f16: 1, q8_0: 7, q4_0: 2 }

/** Norms, biases and learned positions stay whole; a row that does not fill its blocks is stored in halves. */
function storedAs(name: string, shape: readonly number[], wanted: WrittenType): WrittenType {
  if (shape.length < 2 || name.startsWith('position_embd')) return 'f32'
  return isWholeBlocks(wanted, shape.at(-1) ?? 1) ? wanted : 'f16'
}

function tensorOut(family: Family, { merged: { model } }: GgufSource, { name, shape, data }: Tensor, wanted: WrittenType): TensorToCome {
  const found = there(family, name, model.sizes)
  if (!found) throw new UnsupportedConfig(name, `[${shape.join(', ')}]`)
  const [rows = 1, columns = 1] = shape
  const lying = found.transposed ? shape.toReversed() : shape
  const { order } = found
  return { name: found.name, shape: lying, type: storedAs(found.name, lying, wanted), data: () => (found.transposed ? transposed(data, rows, columns) : order ? reordered(data, rows, order) : data) }
}

/** Throws UnsupportedConfig, naming the field, for what llama.cpp's architecture of that family would compute differently. */
export function toGguf(source: GgufSource, wanted: WrittenType): GgufToWrite {
  const { config, merged, tokenizer, about } = source
  const family = familyFor(config)
  const { sizes } = merged.model
  const factors = family === 'llama' ? ropeFactors(config, sizes.headDim) : null
  const general: readonly (readonly [string, MetaValue])[] = [
    ['architecture', string(family)], ['type', string('model')], ['name', string(about.name)], ['file_type', uint32(fileTypes[wanted])], ['quantization_version', uint32(2)],
    ...(about.licence === '' ? [] : [['license', string(about.licence)] as const]), ...(about.languages.length === 0 ? [] : [['languages', strings(about.languages)] as const]),
    ['base_model.count', uint32(1)], ['base_model.0.name', string(about.base)]
  ]
  const words = tokenizer === null ? [] : tokenizerKeys(tokenizer.definition, tokenizer.config, config, sizes.vocabulary)
  const extra: readonly TensorToCome[] = factors === null ? [] : [{ name: 'rope_freqs.weight', shape: [factors.length], type: 'f32', data: () => factors }]
  return {
    metadata: new Map([...general.map(([key, value]) => [`general.${key}`, value] as const), ...settingsOf(family, config, sizes), ...words]),
    tensors: [...extra, ...merged.tensors.map((tensor) => tensorOut(family, source, tensor, wanted))]
  }
}

/** What a Hugging Face folder of the same model holds. */
export interface FolderContents { readonly config: Json; readonly tensors: readonly Tensor[]; readonly tokenizer: TokenizerFiles | null }

function tensorIn(family: Family, sizes: { readonly heads: number; readonly headDim: number }, tensor: GgufTensor): Tensor {
  const found = here(family, tensor.name, sizes)
  if (!found) throw new UnsupportedConfig(tensor.name, `[${tensor.shape.join(', ')}]`)
  const [rows = 1, columns = 1] = tensor.shape
  const data = tensorFloats(tensor)
  return {
    name: found.name, shape: found.transposed ? tensor.shape.toReversed() : tensor.shape,
    data: found.transposed ? transposed(data, rows, columns) : found.order ? reordered(data, rows, back(found.order)) : data
  }
}

/** Throws UnsupportedConfig, naming the key or tensor, for a file this engine would not compute exactly. */
export function fromGguf(gguf: Gguf): FolderContents {
  const config = configIn(gguf)
  const { sizes } = modelFor(config)
  const tensors = [...gguf.tensors.values()].map((tensor) => tensorIn(familyIn(gguf), sizes, tensor))
  return { config, tensors, tokenizer: gguf.metadata.has('tokenizer.ggml.model') ? tokenizerIn(gguf.metadata) : null }
}
