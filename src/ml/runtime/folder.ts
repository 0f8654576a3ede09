// A model's folder in Hugging Face layout: config.json, weights in one or several safetensors files. Knows files; knows no device.
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '../models/architecture.ts'
import type { Json } from '../models/config.ts'
import { type ReadingHead, withHead } from '../models/reading.ts'
import { modelFor } from '../models/registry.ts'
import { weightSpecs } from '../models/layers.ts'
import type { WeightSpec } from '../nn/build.ts'
import { plainLinear } from '../nn/linear.ts'
import { headerLength, parseHeader, toFloat32, toInt64, type TensorEntry } from '../safetensors/read.ts'

/** What a folder lacks or has wrong, in the file's own terms. */
export class BadModel extends Error {}

/** A model that reads texts and does not continue them: an encoder, a classifier. */
export class ReadsOnly extends Error {
  readonly architecture: string

  constructor(architecture: string) {
    super(`a model of the kind ${architecture} reads texts; it does not continue them`)
    this.architecture = architecture
  }
}

export const readJson = async (path: string): Promise<Json> => JSON.parse(await readFile(path, 'utf8')) as Json

export async function readConfig(folder: string): Promise<Json> {
  try {
    return await readJson(join(folder, 'config.json'))
  } catch (cause) {
    throw new BadModel(`no readable config.json in ${folder}`, { cause })
  }
}

/** With another head, where one is given. */
export async function readModel(folder: string, head: ReadingHead | null = null): Promise<Model> {
  const config = await readConfig(folder)
  return modelFor(head === null ? config : withHead(config, head))
}

/** The tensors of one safetensors file, read one by one when asked for. */
export class TensorFile {
  readonly path: string
  readonly entries: ReadonlyMap<string, TensorEntry>

  private constructor(path: string, entries: ReadonlyMap<string, TensorEntry>) {
    this.path = path
    this.entries = entries
  }

  static async open(path: string): Promise<TensorFile> {
    const file = await open(path).catch((cause: unknown) => { throw new BadModel(`${path} cannot be opened`, { cause }) })
    try {
      const { size } = await file.stat()
      const length = headerLength(await bytesAt(file, 0, Math.min(8, size)), size)
      return new TensorFile(path, parseHeader(await bytesAt(file, 8, length), size).tensors)
    } catch (cause) {
      throw new BadModel(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    } finally {
      await file.close()
    }
  }

  async bytes(name: string): Promise<{ readonly entry: TensorEntry; readonly bytes: Uint8Array }> {
    const entry = this.entries.get(name)
    if (!entry) throw new BadModel(`${this.path} has no tensor ${name}`)
    const file = await open(this.path)
    try {
      return { entry, bytes: await bytesAt(file, entry.start, entry.end - entry.start) }
    } finally {
      await file.close()
    }
  }

  async floats(name: string): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
    const { entry, bytes } = await this.bytes(name)
    return { shape: entry.shape, data: toFloat32(bytes, entry.dtype) }
  }

  async longs(name: string): Promise<{ readonly shape: readonly number[]; readonly data: BigInt64Array }> {
    const { entry, bytes } = await this.bytes(name)
    return { shape: entry.shape, data: toInt64(bytes) }
  }
}

async function bytesAt(file: Awaited<ReturnType<typeof open>>, start: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, start + done)
    if (bytesRead === 0) throw new BadModel('the file ends too early')
    done += bytesRead
  }
  return buffer
}

const exists = async (path: string): Promise<boolean> => stat(path).then(() => true, () => false)

/** Whether there is anything learned in it; a folder without is a shape to learn from scratch. */
export const hasWeights = async (folder: string): Promise<boolean> =>
  (await exists(join(folder, 'model.safetensors'))) || exists(join(folder, 'model.safetensors.index.json'))

/** Every weights file of a folder: `model.safetensors`, or the shards that its index names. */
export async function tensorFiles(folder: string): Promise<readonly TensorFile[]> {
  const single = join(folder, 'model.safetensors')
  if (await exists(single)) return [await TensorFile.open(single)]
  const index = join(folder, 'model.safetensors.index.json')
  if (!(await exists(index))) throw new BadModel(`${folder} has neither model.safetensors nor an index of shards`)
  const map = (await readJson(index))['weight_map']
  if (typeof map !== 'object' || map === null) throw new BadModel(`${index} has no weight_map`)
  const shards = [...new Set(Object.values(map).map(String))]
  const outside = shards.find((s) => s.includes('/') || s.includes('\\'))
  if (outside) throw new BadModel(`${index} names a file outside its folder: ${outside}`)
  return Promise.all(shards.map((s) => TensorFile.open(join(folder, s))))
}

type Read = (name: string) => ReturnType<TensorFile['floats']>

/** Reads a model's weights one by one, by their names in this engine. */
async function tensorReader(folder: string, model: Pick<Model, 'spellings'>): Promise<Read> {
  const files = await tensorFiles(folder)
  return async (name) => {
    const spelling = model.spellings(name).find((s) => files.some((f) => f.entries.has(s)))
    const file = files.find((f) => spelling !== undefined && f.entries.has(spelling))
    if (!spelling || !file) throw new BadModel(`${folder} has no weight ${name}`)
    return file.floats(spelling)
  }
}

/** Which of some weights a folder has in the shape asked for. */
export async function weightsThere(folder: string, model: Pick<Model, 'spellings'>, specs: readonly WeightSpec[]): Promise<ReadonlySet<string>> {
  const files = await tensorFiles(folder)
  const there = specs.filter(({ name, shape }) => model.spellings(name).some((s) => files.some((f) => f.entries.get(s)?.shape.join() === shape.join())))
  return new Set(there.map(({ name }) => name))
}

async function readChecked(read: Read, { name, shape: asked }: Pick<WeightSpec, 'name' | 'shape'>): Promise<Float32Array> {
  const { shape, data } = await read(name)
  if (shape.join() !== asked.join()) throw new BadModel(`${name} is [${shape.join(', ')}], its configuration asks for [${asked.join(', ')}]`)
  return data
}

/** Weights as float32, in the order asked for; a wrong or missing one is refused by name. */
export async function loadWeights(folder: string, model: Model, specs: readonly WeightSpec[]): Promise<ReadonlyMap<string, Float32Array>> {
  if (specs.length === 0) return new Map()
  const read = await tensorReader(folder, model)
  const loaded = new Map<string, Float32Array>()
  for (const spec of specs) loaded.set(spec.name, await readChecked(read, spec))
  return loaded
}

/** The same, one at a time when asked for. */
export async function weightReader(folder: string, model: Model): Promise<(name: string) => Promise<Float32Array>> {
  const [read, specs] = [await tensorReader(folder, model), new Map(weightSpecs(model, plainLinear).map((spec) => [spec.name, spec]))]
  return async (name) => {
    const spec = specs.get(name)
    if (!spec) throw new RangeError(`the model has no weight ${name}`)
    return readChecked(read, spec)
  }
}
