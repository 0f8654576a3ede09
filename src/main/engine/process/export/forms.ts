// The files of each form in which a voice leaves. Knows the forms and how a model's folder lies; puts nothing on the disk.
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { voiceCard } from '#ml/export/card.ts'
import { familyFor, toGguf } from '#ml/export/gguf/index.ts'
import { configOf, generationConfigOf, tensorsOf, type Precision } from '#ml/export/huggingface.ts'
import { dataName, onnxConfigOf, onnxFiles } from '#ml/export/onnx.ts'
import { ggufChunks, ggufLength } from '#ml/gguf/index.ts'
import { UnsupportedConfig } from '#ml/runtime/index.ts'
import { safetensorsChunks, type TensorToCome } from '#ml/safetensors/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { VoiceForm } from '#shared/contract/voices.ts'
import type { ExportInput } from '../../contract.ts'
import { readConfig, travellingFiles } from '../model-folder.ts'
import type { Runtime } from '../runtime.ts'
import { jsonFile, type OutFile, textFile } from './put.ts'

type Json = Readonly<Record<string, unknown>>
type Form = (runtime: Runtime, request: ExportInput) => Promise<readonly OutFile[]>

async function copied(folder: string, name: string): Promise<OutFile> {
  const path = join(folder, name)
  const { size } = await stat(path)
  const content = size > 0 ? await readFile(path) : new Uint8Array()
  return { name, bytes: size, chunks: () => [content] }
}

/** Tokenizer, licence and what else belongs to the model whatever its weights are. */
export async function companions(folder: string): Promise<readonly OutFile[]> {
  return Promise.all((await travellingFiles(folder)).filter((name) => name !== 'generation_config.json').map((name) => copied(folder, name)))
}

/** Everything of a whole model's folder but its weights; `adapt` has the last word on its configuration. */
async function aroundWeights({ weights: { model } }: ExportInput, precision: Precision, adapt: (config: Json) => Json): Promise<readonly OutFile[]> {
  const config = await readConfig(model)
  const own = await readFile(join(model, 'generation_config.json'), 'utf8').then((text): unknown => JSON.parse(text), () => generationConfigOf(config))
  return [jsonFile('config.json', adapt(configOf(config, precision))), jsonFile('generation_config.json', own), ...await companions(model)]
}

export function safetensorsFile(name: string, tensors: readonly TensorToCome[]): OutFile {
  const chunks = (): Iterable<Uint8Array> => safetensorsChunks(tensors, { format: 'pt' })
  const [header] = chunks()
  const sizes = { F32: 4, F16: 2 } as Readonly<Record<string, number>>
  const data = tensors.reduce((n, t) => n + t.shape.reduce((a, b) => a * b, 1) * (sizes[t.dtype] ?? NaN), 0)
  return { name, bytes: (header?.byteLength ?? 0) + data, chunks }
}

/** What was learned and nothing else; where the base lay on this machine stays here. */
const peft: Form = async (runtime, { weights, card }) => {
  if (weights.adapter === null) throw new AuroreError('voices.export-no-adapter', { name: card.name })
  await runtime.openMerged(weights) // an adapter that does not fit its base is refused here, not at her reader's
  const config: unknown = JSON.parse(await readFile(join(weights.adapter, 'adapter_config.json'), 'utf8'))
  return [
    jsonFile('adapter_config.json', { ...(config as object), base_model_name_or_path: basename(weights.model) }),
    await copied(weights.adapter, 'adapter_model.safetensors'), textFile('README.md', voiceCard(card, 'peft')), ...await companions(weights.model)
  ]
}

const huggingface: Form = async (runtime, request) => {
  const precision = request.precision === 'f16' ? 'f16' : 'f32'
  const merged = await runtime.openMerged(request.weights)
  return [
    safetensorsFile('model.safetensors', tensorsOf(merged, precision)), ...await aroundWeights(request, precision, (config) => config),
    textFile('README.md', voiceCard(request.card, 'transformers'))
  ]
}

const readJson = async (path: string): Promise<Json> => JSON.parse(await readFile(path, 'utf8')) as Json

async function tokenizerOf(folder: string) {
  return { definition: await readJson(join(folder, 'tokenizer.json')), config: await readJson(join(folder, 'tokenizer_config.json')).catch(() => ({})) }
}

/** What a form cannot express is said of the form, not of the model, which is in order. */
function expressed<T>(form: string, build: () => T): T {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof UnsupportedConfig)) throw error
    throw new AuroreError('voices.export-impossible', { form, detail: `${error.field} = ${error.found}`.slice(0, 200) }, { cause: error })
  }
}

const onnx: Form = async (runtime, request) => {
  const merged = await runtime.openMerged(request.weights)
  const { model, data } = expressed('ONNX', () => onnxFiles(merged))
  return [
    { name: 'onnx/model.onnx', ...model }, ...(data ? [{ name: `onnx/${dataName}`, ...data }] : []),
    ...await aroundWeights(request, 'f32', (config) => onnxConfigOf(config, merged, data !== null)), textFile('README.md', voiceCard(request.card, 'transformers.js'))
  ]
}

const gguf: Form = async (runtime, { weights, precision, card, to }) => {
  const [config, tokenizer] = [await readConfig(weights.model), await tokenizerOf(weights.model)]
  expressed('GGUF', () => familyFor(config)) // before the work of merging
  const merged = await runtime.openMerged(weights)
  const file = expressed('GGUF', () => toGguf({ config, merged, tokenizer, about: card }, precision))
  return [{ name: basename(to), bytes: ggufLength(file), chunks: () => ggufChunks(file) }]
}

export const forms: Readonly<Record<VoiceForm, Form>> = { peft, huggingface, onnx, gguf }
