// Models that are ready to write: the last two stay open, so that a suggestion comes at once. Each serves one call at a time.
// Knows the runtime and how weights lie on disk; knows no sampling.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { holdDecoder, type Decoder, type LogitsProcessor, type Speaker } from '#ml/generation/index.ts'
import { withPhrases } from '#ml/ngram/phrases.ts'
import type { Device } from '#shared/contract/training.ts'
import type { Weights } from '../contract.ts'
import { requireDevice } from './devices.ts'
import { secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { openPhrases } from './phrases.ts'
import type { RealDevice, Runtime } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** `processors`: what belongs to the voice itself, before any wish. */
interface Seat { readonly key: string; readonly decoder: Decoder; readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[] }
interface Place { readonly key: string; readonly seat: Promise<Seat>; turn: Promise<void> }

/** A speaker for the time of one call. `broken` lets it be opened anew next time. */
export interface Turn { readonly speaker: Speaker; readonly processors: readonly LogitsProcessor[]; done(): void; broken(): void }

export interface Speakers {
  take(weights: Weights, device: Device): Promise<Turn>
  dispose(): Promise<void>
}

const OPEN = 2

/** Changes when a voice has been learned further. */
export async function stampOf({ model, adapter }: Weights): Promise<string> {
  const file = adapter === null ? join(model, 'config.json') : join(adapter, 'adapter_model.safetensors')
  return stat(file).then(({ mtimeMs, size }) => `${mtimeMs}-${size}`, () => 'absent')
}

async function open(runtime: Runtime, speeds: Speeds, weights: Weights, requested: Device): Promise<Omit<Seat, 'key'>> {
  const openOn = (on: RealDevice): Promise<Decoder> => runtime.openDecoder({ ...weights, device: on })
  const tokenizer = await openTokenizer(weights.model)
  const device = await requireDevice(runtime, requested, (candidate) => secondsPerToken(runtime, speeds, { ...weights, device: candidate }))
  const decoder = await openOn(device).catch((error: unknown) => {
    if (requested !== 'auto' || device === 'cpu') throw error
    return openOn('cpu')
  })
  const phrases = await openPhrases(weights)
  return { decoder, speaker: { decoder: holdDecoder(decoder), tokenizer }, processors: phrases === null ? [] : [withPhrases(phrases)] }
}

export function openSpeakers(runtime: Runtime, speeds: Speeds): Speakers {
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
  const placeFor = (key: string, weights: Weights, device: Device): Place => {
    const known = places.find((place) => place.key === key)
    const place = known ?? { key, seat: open(runtime, speeds, weights, device).then((seat) => ({ key, ...seat })), turn: Promise.resolve() }
    places = [place, ...places.filter((other) => other !== place)]
    for (const other of places.slice(OPEN)) forget(other)
    return place
  }
  return {
    async take(weights, device) {
      const place = placeFor(JSON.stringify([weights, device, await stampOf(weights)]), weights, device)
      const before = place.turn
      let done = (): void => undefined
      place.turn = new Promise((resolve) => { done = resolve })
      await before
      try {
        const { speaker, processors } = await place.seat
        return { speaker, processors, done, broken: () => { forget(place); done() } }
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
