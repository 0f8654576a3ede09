// Models that are ready to write, to guess ahead or to read: the last few stay open, so that a suggestion comes at once. Each serves one call at a time.
// Knows the runtime and how weights lie on disk; knows no sampling.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { holdDecoder, type Decoder, type LogitsProcessor, type Speaker, type Wish } from '#ml/generation/index.ts'
import { phraseDraft } from '#ml/ngram/draft.ts'
import { withPhrases, type Phrases } from '#ml/ngram/phrases.ts'
import type { Device } from '#shared/contract/training.ts'
import type { WritingPrecision } from '#shared/contract/writing.ts'
import type { Weights } from '../contract.ts'
import { requireDevice } from './devices.ts'
import { priceOfLooking, secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { openPhrases } from './phrases.ts'
import type { RealDevice, RealPrecision, Runtime } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** What is measured when it is first asked for. */
interface Measured {
  secondsPerToken(): Promise<number>
  /** Of one more token in a run, in runs of one. */
  priceOfLooking(): Promise<number>
}

/** `processors`: what belongs to the voice itself, before any wish. */
interface Seat extends Measured { readonly decoder: Decoder; readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[]; readonly precision: RealPrecision; readonly phrases: Phrases | null }
interface Place { readonly key: string; readonly seat: Promise<Seat>; turn: Promise<void> }

/** A speaker for the time of one call. `broken` lets it be opened anew next time. */
export interface Turn extends Measured {
  readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[]; readonly precision: RealPrecision; readonly vocabularySize: number
  /** Her turns of phrase as those who guess ahead; null where the voice has none. */
  phraseDrafting(): Promise<Wish['drafting']>
  done(): void
  broken(): void
}

export interface Speakers {
  take(weights: Weights, device: Device, precision?: WritingPrecision): Promise<Turn>
  /** A base model that guesses for others: in a place of its own, so that whoever speaks and whoever guesses never wait for each other. */
  takeDraft(model: string, device: Device): Promise<Turn>
  /** A speaker that reads instead of writing, in a place of its own for the same reason. */
  takeReader(weights: Weights, device: Device, precision?: WritingPrecision): Promise<Turn>
  dispose(): Promise<void>
}

const OPEN = 4

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

async function open(runtime: Runtime, speeds: Speeds, asked: Asked): Promise<Seat> {
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
  const speaker = { decoder: holdDecoder(opened.decoder), tokenizer }
  return { ...opened, speaker, processors, phrases, ...measuring(runtime, speeds, asked, opened, speaker) }
}

function measuring(runtime: Runtime, speeds: Speeds, { weights, cache }: Asked, { decoder, precision }: Pick<Seat, 'decoder' | 'precision'>, speaker: Speaker): Measured {
  let price: Promise<number> | null = null
  const look = async (): Promise<number> => {
    const { architecture, parameters } = await runtime.describeModel(weights.model)
    await speaker.decoder.keep(0)
    return priceOfLooking(speeds, decoder, [architecture, parameters, weights.adapter !== null])
  }
  return {
    secondsPerToken: () => secondsPerToken(runtime, speeds, { model: weights.model, adapter: weights.adapter, base: weights.base, device: decoder.device as RealDevice, precision, cache }),
    priceOfLooking: () => (price ??= look())
  }
}

function turnOf({ decoder: { vocabularySize }, phrases, ...seat }: Seat, done: () => void, broken: () => void): Turn {
  const phraseDrafting = async (): Promise<Wish['drafting']> => phrases && { draft: phraseDraft(phrases.model), checked: await seat.priceOfLooking() }
  return { ...seat, vocabularySize, phraseDrafting, done, broken }
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
    const place = known ?? { key, seat: open(runtime, speeds, { weights, requested: device, precision, cache }), turn: Promise.resolve() }
    places = [place, ...places.filter((other) => other !== place)]
    for (const other of places.slice(OPEN)) forget(other)
    return place
  }
  const sit = async (place: Place): Promise<Turn> => {
    const before = place.turn
    let done = (): void => undefined
    place.turn = new Promise((resolve) => { done = resolve })
    await before
    try {
      return turnOf(await place.seat, done, () => { forget(place); done() })
    } catch (error) {
      forget(place)
      done()
      throw error
    }
  }
  const takeAs = async (role: string, weights: Weights, device: Device, precision: WritingPrecision): Promise<Turn> => {
    const stamps = await Promise.all([weights, ...weights.mix ?? []].map(stampOf))
    return sit(placeFor(JSON.stringify([role, weights, device, precision, stamps]), weights, device, precision))
  }
  return {
    take: (weights, device, precision = 'auto') => takeAs('writer', weights, device, precision),
    takeDraft: (model, device) => takeAs('draft', { model, adapter: null, phrases: null }, device, 'auto'),
    takeReader: (weights, device, precision = 'auto') => takeAs('reader', weights, device, precision),
    async dispose() {
      const open = places
      places = []
      await Promise.all(open.map(close))
    }
  }
}
