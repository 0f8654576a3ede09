// Opening models that write: fused attention where the model and the device have it, plain operators elsewhere. A base model is open once, however
// many voices stand on it: switching voices loads an adapter. Knows folders; knows no text and no app.
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Decoder } from '../generation/decoder.ts'
import type { Model } from '../models/architecture.ts'
import { NotFused } from '../nn/fused.ts'
import { plainLinear } from '../nn/linear.ts'
import type { Precision } from '../nn/nbits.ts'
import { Base } from './base.ts'
import { type Blend, blendedWeights, groundOf, type Share, sharesOf } from './blend.ts'
import { OnnxDecoder } from './decoder.ts'
import { loadDeltas } from './deltas.ts'
import { type DeviceName, Engine } from './engine.ts'
import { BadModel, ReadsOnly, readModel, weightReader } from './folder.ts'
import { FusedDecoder } from './fused.ts'
import { DeviceDecoder } from './fused-device.ts'
import { loadSpeaker } from './open.ts'

export interface DecoderRequest extends Blend {
  readonly device: DeviceName
  /** Of the weights; 'f32' unless given. Fewer bits need the processor and an attention the runtime has; elsewhere weights stay whole. */
  readonly precision?: Precision | undefined
  /** A folder where packed weights are kept between two starts; null keeps them in memory. */
  readonly cache?: string | null | undefined
}

export async function openDecoder(request: DecoderRequest): Promise<Decoder> {
  const model = await readModel(request.model)
  if (model.objective !== 'next') throw new ReadsOnly(model.architecture)
  checkMix(request)
  if (request.device === 'cpu') {
    try {
      return await openFused(model, request)
    } catch (error) {
      if (!(error instanceof NotFused)) throw error
    }
  }
  if (request.device === 'webgpu') {
    try {
      return await DeviceDecoder.open(request.device, model, await blendedWeights(model, request))
    } catch (error) {
      if (!(error instanceof NotFused)) throw error
    }
  }
  return openPlain(model, request)
}

function checkMix(request: DecoderRequest): void {
  const ground = groundOf(request)
  const stranger = request.mix?.find(({ model, adapter }) => adapter !== null && model !== ground)
  if (stranger) throw new BadModel(`the voice in ${stranger.adapter ?? stranger.model} stands on another base model than ${ground}`)
}

async function openPlain(model: Model, request: DecoderRequest): Promise<Decoder> {
  const { strength = 1, mix = [] } = request
  const engine = new Engine(request.device)
  if (strength === 1 && mix.length === 0) return OnnxDecoder.create(engine, await loadSpeaker(request))
  return OnnxDecoder.create(engine, { model, linear: plainLinear, weights: await blendedWeights(model, request) })
}

type Whole = (name: string) => Promise<Float32Array>
interface OpenBase { readonly base: Promise<Base>; users: number }
/** Bases by all they are made of. Closed with their last voice. */
const bases = new Map<string, OpenBase>()

async function openFused(model: Model, request: DecoderRequest): Promise<Decoder> {
  const shares = sharesOf(request)
  const wholes = shares.filter(({ adapter }) => adapter === null)
  const key = await keyOf(request, wholes)
  const whole = await wholeOf(model, groundOf(request), wholes)
  const open = bases.get(key) ?? { base: Base.open({ model, precision: request.precision ?? 'f32', whole, cache: cacheOf(request, key) }), users: 0 }
  bases.set(key, open)
  open.users++
  const release = (): Promise<void> => closeBase(key, open)
  try {
    return await speakOver(await open.base, shares, whole, release)
  } catch (error) {
    await release()
    throw error
  }
}

async function closeBase(key: string, open: OpenBase): Promise<void> {
  if (--open.users > 0) return
  bases.delete(key)
  await open.base.then((base) => base.dispose(), () => undefined)
}

async function speakOver(base: Base, shares: readonly Share[], whole: Whole, release: () => Promise<void>): Promise<Decoder> {
  const { model, precision } = base
  const adapters = shares.flatMap(({ adapter, share }) => (adapter === null ? [] : [{ folder: adapter, share }]))
  if (adapters.length === 0) return new FusedDecoder({ model, precision, ...(await base.program()), inputs: {} }, release)
  const { changed, inputs } = await loadDeltas(model, adapters, whole)
  return new FusedDecoder({ model, precision, ...(await base.program(changed)), inputs }, release)
}

/** A base's weight as it is; with whole voices over it: base + Σ share · (voice − base). */
async function wholeOf(model: Model, ground: string, wholes: readonly Share[]): Promise<Whole> {
  const [only] = wholes
  if (only && wholes.length === 1 && only.share === 1) return weightReader(only.model, model)
  const base = await weightReader(ground, model)
  const voices = await Promise.all(wholes.map(async ({ model: folder, share }) => ({ share, read: await weightReader(folder, model) })))
  return async (name) => {
    const start = await base(name)
    const sum = start.slice()
    for (const { share, read } of voices) for (const [i, x] of (await read(name)).entries()) sum[i] = (sum[i] ?? 0) + share * (x - (start[i] ?? 0))
    return sum
  }
}

/** All that a base's weights depend on: where they lie, and when they were last written. */
async function keyOf({ precision = 'f32', ...request }: DecoderRequest, wholes: readonly Share[]): Promise<string> {
  const voices = await Promise.all(wholes.map(async ({ model, share }) => [model, share, await stampOf(model)]))
  const ground = groundOf(request)
  return JSON.stringify([FORM, precision, ground, await stampOf(ground), voices])
}

/** Changes with the way weights are packed. */
const FORM = 2

async function stampOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.safetensors')).sort()
  return Promise.all(names.map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name))
    return `${name} ${size} ${mtimeMs}`
  }))
}

/** One folder for every ground and precision, so that a model that changed replaces what it was; a weakened or mixed voice has its own. */
function cacheOf(request: DecoderRequest, key: string): { readonly folder: string; readonly name: string; readonly key: string } | null {
  const { cache = null, precision = 'f32', strength = 1, mix = [] } = request
  return cache === null ? null : { folder: cache, key, name: createHash('sha256').update(JSON.stringify([request.model, groundOf(request), precision, request.adapter === null ? [strength, mix] : null])).digest('hex').slice(0, 24) }
}
