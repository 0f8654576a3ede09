// Models that are ready to write: the last two stay open, so that a suggestion comes at once. Each serves one call at a time.
// Knows the runtime and how weights lie on disk; knows no sampling.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { holdDecoder, type Decoder, type LogitsProcessor, type Speaker } from '#ml/generation/index.ts'
import { withPhrases } from '#ml/ngram/phrases.ts'
import type { Device } from '#shared/contract/training.ts'
import type { WritingPrecision } from '#shared/contract/writing.ts'
import type { Weights } from '../contract.ts'
import { requireDevice } from './devices.ts'
import { secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { openPhrases } from './phrases.ts'
import type { RealDevice, RealPrecision, Runtime } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** `processors`: what belongs to the voice itself, before any wish. */
interface Seat { readonly key: string; readonly decoder: Decoder; readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[]; readonly precision: RealPrecision }
interface Place { readonly key: string; readonly seat: Promise<Seat>; turn: Promise<void> }

/** A speaker for the time of one call. `broken` lets it be opened anew next time. */
export interface Turn { readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[]; readonly precision: RealPrecision; done(): void; broken(): void }

export interface Speakers {
  take(weights: Weights, device: Device, precision?: WritingPrecision): Promise<Turn>
  dispose(): Promise<void>
}

const OPEN = 2

/** Changes when a voice has been learned further. */
export async function stampOf({ model, adapter }: Pick<Weights, 'model' | 'adapter'>): Promise<string> {
  const file = adapter === null ? join(model, 'model.safetensors') : join(adapter, 'adapter_model.safetensors')
  return stat(file).then(({ mtimeMs, size }) => `${mtimeMs}-${size}`, () => 'absent')
}

interface Asked { readonly weights: Weights; readonly requested: Device; readonly precision: WritingPrecision; readonly cache: string | null }

/** Fewer bits must be faster by this much to be worth what they cost. */
const WORTH = 0.9

/** Eight bits where they are faster here; four only where she asks for them, since they can be heard. */
async function choosePrecision(runtime: Runtime, speeds: Speeds, { weights, precision, cache }: Asked, device: RealDevice): Promise<RealPrecision> {
  if (device !== 'cpu') return 'f32'
  if (precision !== 'auto') return precision
  const plain = { model: weights.model, adapter: weights.adapter, base: weights.base }
  const seconds = (kind: RealPrecision): Promise<number> => secondsPerToken(runtime, speeds, { ...plain, device, precision: kind, cache })
  return (await seconds('int8')) < WORTH * (await seconds('f32')) ? 'int8' : 'f32'
}

async function open(runtime: Runtime, speeds: Speeds, asked: Asked): Promise<Omit<Seat, 'key'>> {
  const { weights, requested, cache } = asked
  const tokenizer = await openTokenizer(weights.model)
  const device = await requireDevice(runtime, requested, (candidate) => secondsPerToken(runtime, speeds, { ...weights, device: candidate }))
  const openOn = async (on: RealDevice): Promise<Pick<Seat, 'decoder' | 'precision'>> => {
    const precision = await choosePrecision(runtime, speeds, asked, on)
    const decoder = await runtime.openDecoder({ ...weights, device: on, precision, cache })
    return { decoder, precision: decoder.precision ?? 'f32' }
  }
  const opened = await openOn(device).catch((error: unknown) => {
    if (requested !== 'auto' || device === 'cpu') throw error
    return openOn('cpu')
  })
  const phrases = await openPhrases(weights)
  // A weakened voice keeps as much of her turns of phrase; a stronger one no more than was found best.
  const processors = phrases === null ? [] : [withPhrases({ ...phrases, share: phrases.share * Math.min(1, weights.strength ?? 1) })]
  return { ...opened, speaker: { decoder: holdDecoder(opened.decoder), tokenizer }, processors }
}

/** `cache`: where packed weights are kept between two starts. */
export function openSpeakers(runtime: Runtime, speeds: Speeds, cache: string | null = null): Speakers {
  let places: readonly Place[] = []
  const close = async (place: Place): Promise<void> => {
    await place.turn
    await place.seat.then((seat) => seat.decoder.dispose(), () => undefined)
  }
  const forget = (place: Place): void => {
    if (!places.includes(place)) return
    places = places.filter((other) => other !== place)
    void close(place)
  }
  const placeFor = (key: string, weights: Weights, device: Device, precision: WritingPrecision): Place => {
    const known = places.find((place) => place.key === key)
    const place = known ?? { key, seat: open(runtime, speeds, { weights, requested: device, precision, cache }).then((seat) => ({ key, ...seat })), turn: Promise.resolve() }
    places = [place, ...places.filter((other) => other !== place)]
    for (const other of places.slice(OPEN)) forget(other)
    return place
  }
  return {
    async take(weights, device, precision = 'auto') {
      const stamps = await Promise.all([weights, ...weights.mix ?? []].map(stampOf))
      const place = placeFor(JSON.stringify([weights, device, precision, stamps]), weights, device, precision)
      const before = place.turn
      let done = (): void => undefined
      place.turn = new Promise((resolve) => { done = resolve })
      await before
      try {
        const { speaker, processors, precision: chosen } = await place.seat
        return { speaker, processors, precision: chosen, done, broken: () => { forget(place); done() } }
      } catch (error) {
        forget(place)
        done()
        throw error
      }
    },
    async dispose() {
      const open = places
      places = []
      await Promise.all(open.map(close))
    }
  }
}
