// A model's weights in fewer bits, packed once into one file and kept in a cache, where there is one. Knows files and blocks; knows no graph.
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LinearSpec, WeightSpec } from '../nn/build.ts'
import { type Few, originOf, outputsFirst, packBlocks } from '../nn/nbits.ts'
import type { Place, Places } from '../onnx/external.ts'
import type { Beside } from './engine.ts'

const location = 'weights.bin'
/** So that the file can be mapped into memory piece by piece. */
const grain = 4096
/** Models kept packed; the one that was opened longest ago goes first. */
const MOST = 6

export interface Packing {
  readonly kind: Few
  readonly specs: readonly WeightSpec[]
  readonly layers: readonly LinearSpec[]
  /** A whole weight, by its name. Read one by one. */
  readonly whole: (name: string) => Promise<Float32Array>
}

interface Piece { readonly names: readonly string[]; readonly bytes: Uint8Array }

const raw = (data: Float32Array | Uint8Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Every weight's bytes; parts of one packing follow one another, so that each whole weight is read once. */
async function* pieces({ kind, specs, layers, whole }: Packing): AsyncGenerator<Piece> {
  const packed = new Map<string, string[]>()
  for (const { name } of specs) {
    const origin = originOf(name)
    if (origin) packed.set(origin.weight, [...packed.get(origin.weight) ?? [], name])
    else yield { names: [name], bytes: raw(await whole(name)) }
  }
  for (const [weight, names] of packed) {
    const layer = layers.find((l) => `${l.name}.weight` === weight)
    const data = await whole(weight)
    const blocked = packBlocks[kind](layer ? outputsFirst(data, layer) : data)
    for (const part of ['packed', 'scale'] as const) yield { names: names.filter((name) => originOf(name)?.part === part), bytes: raw(blocked[part]) }
  }
}

/** Writes the pieces one after another and says where each lies. */
async function layOut(packing: Packing, write: (bytes: Uint8Array) => Promise<unknown>): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  let offset = 0
  for await (const { names, bytes } of pieces(packing)) {
    for (const name of names) places.set(name, { location, offset, length: bytes.byteLength })
    const end = Math.ceil((offset + bytes.byteLength) / grain) * grain
    await write(bytes)
    await write(new Uint8Array(end - offset - bytes.byteLength))
    offset = end
  }
  return places
}

async function inMemory(packing: Packing): Promise<Beside> {
  const parts: Uint8Array[] = []
  const places = await layOut(packing, async (bytes) => { parts.push(bytes) })
  return { places, from: { data: new Uint8Array(Buffer.concat(parts)) } }
}

async function readPlaces(folder: string, key: string): Promise<Places | null> {
  const index = await readFile(join(folder, 'index.json'), 'utf8').catch(() => null)
  if (index === null) return null
  try {
    const { made, places } = JSON.parse(index) as { made: string; places: Readonly<Record<string, Place>> }
    return made === key ? new Map(Object.entries(places)) : null
  } catch {
    return null
  }
}

async function writeFolder(folder: string, key: string, packing: Packing): Promise<Places> {
  const writing = `${folder}.writing`
  await rm(writing, { recursive: true, force: true })
  await mkdir(writing, { recursive: true })
  const file = await open(join(writing, location), 'w')
  try {
    const places = await layOut(packing, (bytes) => file.write(bytes))
    await writeFile(join(writing, 'index.json'), JSON.stringify({ made: key, places: Object.fromEntries(places) }))
    await file.sync()
    await file.close()
    await rm(folder, { recursive: true, force: true })
    await rename(writing, folder)
    return places
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(writing, { recursive: true, force: true })
    throw error
  }
}

async function dropOldest(cache: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => !name.endsWith('.writing'))
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(cache, name)).catch(() => null))?.mtimeMs ?? 0 })))
  // One that is still open elsewhere cannot be removed on some systems; it goes another time.
  for (const { name } of dated.sort((a, b) => b.at - a.at).slice(MOST)) await rm(join(cache, name), { recursive: true, force: true }).catch(() => undefined)
}

/** `key`: all that the packed weights depend on; `name`: the cache's folder for it. Without a cache, or where it cannot be written, they stay in memory. */
export async function packedWeights(cache: string | null, name: string, key: string, packing: Packing): Promise<Beside> {
  if (cache === null) return inMemory(packing)
  const folder = join(cache, name)
  try {
    const known = await readPlaces(folder, key)
    const places = known ?? await writeFolder(folder, key, packing)
    await utimes(folder, new Date(), new Date())
    if (!known) await dropOldest(cache)
    return { places, from: { folder } }
  } catch {
    return inMemory(packing)
  }
}
