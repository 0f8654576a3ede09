// Which voices can speak along with one, and what of its own manner still fits it. Knows voices by what they were learned from; knows no screen and no weights.
import type { VoiceManner } from './contract/manner.ts'
import type { Voice } from './contract/voices.ts'

type Learned = Pick<Voice, 'id' | 'modelId' | 'method'>

/** A voice made from nothing has no base to lean back on, and none to share with others. */
export const leans = (voice: Pick<Voice, 'method'>): boolean => voice.method !== 'scratch'

/** Voices that can speak along: learned over the same base model. */
export const companions = <One extends Learned>(voice: Learned, voices: readonly One[]): readonly One[] =>
  leans(voice) ? voices.filter((other) => other.id !== voice.id && other.modelId === voice.modelId && leans(other)) : []

/** Of what she set for a voice, what fits it now: a companion may be gone, or have been learned anew over another model. */
export function fittingManner({ manner, ...voice }: Learned & { readonly manner: VoiceManner }, voices: readonly Learned[]): VoiceManner {
  if (!leans(voice)) return { strength: 1, mix: [] }
  const fitting = companions(voice, voices)
  return { ...manner, mix: manner.mix.filter(({ voiceId }) => fitting.some(({ id }) => id === voiceId)) }
}
