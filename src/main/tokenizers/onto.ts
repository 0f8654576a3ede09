// A model's folder under a new vocabulary: its embedding, its head where it has one of its own, its numbers in config.json. Knows names and files.
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSafetensors, toFloat32, toHalf, writeSafetensors, type TensorToWrite } from '#ml/safetensors/index.ts'
import { carryEmbeddings, openVocabulary, originsOf, type Origins, type TokenizerFiles } from '#ml/tokenizer/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { detailOf, readTokenizer, writeDurably } from './folders.ts'

type Json = Readonly<Record<string, unknown>>

/** How many tokens of the new vocabulary the old one has too, and how many start from means. */
export type Carried = { readonly shared: number; readonly started: number }

/** Tensors with one row (or one number) a token, as the architectures' files name them. */
const perToken = /(?:^|\.)(?:wte|embed_tokens|tok_embeddings|word_embeddings|embeddings?|lm_head|embed_out|decoder|vocab_projector)\.(?:weight|bias)$|(?:^|\.)predictions\.bias$/

type Ground = { readonly model: string; readonly config: Json; readonly size: number; readonly origins: Origins; readonly newEnd: number | null }

async function readConfig(model: string): Promise<{ readonly config: Json; readonly size: number }> {
  const config = await readFile(join(model, 'config.json'), 'utf8').then((text) => JSON.parse(text) as Json).catch((error: unknown) => {
    throw new AuroreError('tokenizers.no-embedding', { folder: model, detail: detailOf(error) }, { cause: error })
  })
  const { vocab_size: size } = config
  if (typeof size !== 'number') throw new AuroreError('tokenizers.no-embedding', { folder: model, detail: 'config.json: vocab_size' })
  return { config, size }
}

/** As it was stored where that loses nothing: shared rows come back bit for bit. Others are kept as float32. */
const stored = (data: Float32Array, dtype: string): Pick<TensorToWrite, 'dtype' | 'data'> =>
  dtype === 'F16' ? { dtype, data: new Uint8Array(toHalf(data).buffer) } : { data }

async function tensorsOf(path: string, model: string) {
  try {
    return [...readSafetensors(await readFile(path)).values()]
  } catch (error) {
    throw new AuroreError('tokenizers.no-embedding', { folder: model, detail: detailOf(error) }, { cause: error })
  }
}

/** One file of weights; null where it has nothing that goes by tokens. */
async function carriedFile(path: string, { model, size, origins }: Ground): Promise<Uint8Array | null> {
  const tensors = await tensorsOf(path, model)
  const goesByTokens = ({ name, shape }: { readonly name: string; readonly shape: readonly number[] }): boolean => perToken.test(name) && shape[0] === size
  if (!tensors.some(goesByTokens)) return null
  return writeSafetensors(tensors.map((tensor): TensorToWrite => {
    const { name, shape: [, ...width], dtype, bytes } = tensor
    if (!goesByTokens(tensor)) return { name, shape: tensor.shape, dtype, data: bytes }
    const data = carryEmbeddings(origins, toFloat32(bytes, dtype), width.reduce((product, n) => product * n, 1))
    return { name, shape: [origins.length, ...width], ...stored(data, dtype) }
  }), { format: 'pt' })
}

/** `eos_token_id` and its kin, under their new numbers; null for a token that is no more. */
function renumbered(config: Json, { origins, newEnd }: Ground): Json {
  const numberOf = (old: unknown): number | null => {
    const found = origins.findIndex(([first, ...more]) => first === old && more.length === 0)
    return found < 0 ? null : found
  }
  return Object.fromEntries(Object.entries(config).map(([key, value]) => {
    if (!/_token_id$/.test(key)) return [key, value]
    if (Array.isArray(value)) return [key, value.map(numberOf).filter((id) => id !== null)]
    return [key, value === null ? null : numberOf(value) ?? (key === 'eos_token_id' ? newEnd : null)]
  }))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The index of a sharded model counts bytes, and some have changed. */
async function writeIndex(into: string, model: string, bytes: number): Promise<void> {
  const name = 'model.safetensors.index.json'
  const index = await readFile(join(model, name), 'utf8').then((text) => JSON.parse(text) as Json).catch(() => null)
  if (index) await writeDurably(join(into, name), json({ ...index, metadata: { ...(index['metadata'] as Json | undefined), total_size: bytes } }))
}

async function writeWeights(into: string, names: readonly string[], ground: Ground): Promise<void> {
  let [carried, bytes] = [0, 0]
  for (const name of names.filter((file) => file.endsWith('.safetensors'))) {
    const path = join(ground.model, name)
    const made = await carriedFile(path, ground)
    if (made) await writeDurably(join(into, name), made)
    else await copyFile(path, join(into, name))
    carried += made ? 1 : 0
    for (const tensor of made ? readSafetensors(made).values() : await tensorsOf(path, ground.model)) bytes += tensor.bytes.byteLength
  }
  if (carried === 0) throw new AuroreError('tokenizers.no-embedding', { folder: ground.model, detail: `[${ground.size}, …]` })
  await writeIndex(into, ground.model, bytes)
}

/** Fills `into` with the model under the new vocabulary, all but the tokenizer's own files. */
export async function writeOnto(into: string, model: string, files: TokenizerFiles): Promise<Carried> {
  const [old, fresh] = [openVocabulary(await readTokenizer(model)), openVocabulary(files)]
  const origins = originsOf(old, fresh)
  const ground: Ground = { model, ...await readConfig(model), origins, newEnd: fresh.tokenizer.endOfText }
  const names = (await readdir(model)).toSorted()
  await writeWeights(into, names, ground)
  await writeDurably(join(into, 'config.json'), json({ ...renumbered(ground.config, ground), vocab_size: origins.length }))
  if (names.includes('generation_config.json')) await writeDurably(join(into, 'generation_config.json'), json(renumbered(JSON.parse(await readFile(join(model, 'generation_config.json'), 'utf8')) as Json, ground)))
  for (const name of names.filter((file) => /^LICEN[CS]E/i.test(file))) await copyFile(join(model, name), join(into, name))
  const shared = origins.filter(({ length }) => length === 1).length
  return { shared, started: origins.length - shared }
}
