// Models that are ready to look at texts: opened when first asked for, kept while they are asked for again, closed when a minute has gone by.
// Knows the runtime; knows no text.
import type { TokenScorer } from '#ml/scoring/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import type { Device } from '#shared/contract/training.ts'
import type { Weights } from '../contract.ts'
import { requireDevice } from './devices.ts'
import { secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { openVoiceScorer } from './phrases.ts'
import type { Runtime } from './runtime.ts'
import { stampOf } from './speakers.ts'
import type { Speeds } from './speeds.ts'

export interface OpenScorer { readonly scorer: TokenScorer; readonly tokenizer: Tokenizer }

interface Place { readonly key: string; readonly opened: Promise<OpenScorer>; turn: Promise<unknown>; timer: NodeJS.Timeout | null }

export interface Scorers {
  /** One call at a time for each scorer. */
  using<T>(weights: Weights, device: Device, work: (open: OpenScorer) => Promise<T>): Promise<T>
}

/** A voice and its base. */
const OPEN = 2
const IDLE_MILLISECONDS = 60_000

async function open(runtime: Runtime, speeds: Speeds, weights: Weights, requested: Device): Promise<OpenScorer> {
  const tokenizer = await openTokenizer(weights.model)
  const device = await requireDevice(runtime, requested, (candidate) => secondsPerToken(runtime, speeds, { ...weights, device: candidate }))
  return { tokenizer, scorer: await openVoiceScorer(runtime, weights, device) }
}

export function openScorers(runtime: Runtime, speeds: Speeds): Scorers {
  let places: readonly Place[] = []
  const forget = (place: Place): void => {
    places = places.filter((other) => other !== place)
    if (place.timer !== null) clearTimeout(place.timer)
    void place.turn.catch(() => undefined).then(async () => (await place.opened).scorer.dispose()).catch(() => undefined)
  }
  const placeFor = async (weights: Weights, device: Device): Promise<Place> => {
    const key = JSON.stringify([weights, device, await stampOf(weights)])
    const place = places.find((known) => known.key === key) ?? { key, opened: open(runtime, speeds, weights, device), turn: Promise.resolve(), timer: null }
    places = [place, ...places.filter((other) => other !== place)]
    for (const other of places.slice(OPEN)) forget(other)
    return place
  }
  return {
    async using(weights, device, work) {
      const place = await placeFor(weights, device)
      if (place.timer !== null) clearTimeout(place.timer)
      const result = place.turn.catch(() => undefined).then(async () => work(await place.opened))
      place.turn = result
      place.timer = setTimeout(() => { forget(place) }, IDLE_MILLISECONDS).unref()
      place.opened.catch(() => { forget(place) })
      return result
    }
  }
}
