// How the chosen voice speaks: what she set, as far as it fits that voice. Knows voices, no screen.
import type { Voice } from '#shared/contract/voices.ts'
import type { Manner } from '#shared/contract/writing.ts'

/** A voice made from nothing has no base to lean back on, and none to share with others. */
export const leans = (voice: Voice): boolean => voice.method !== 'scratch'

/** Voices that can speak along: learned over the same base model. */
export const companions = (voice: Voice, voices: readonly Voice[]): readonly Voice[] =>
  leans(voice) ? voices.filter((other) => other.id !== voice.id && other.modelId === voice.modelId && leans(other)) : []

/** `voice` null: a base model speaks, as it came. */
export function mannerOf(manner: Manner, voice: Voice | null, voices: readonly Voice[]): Manner {
  if (voice === null || !leans(voice)) return { ...manner, strength: 1, mix: [] }
  const fitting = companions(voice, voices)
  return { ...manner, mix: manner.mix.filter(({ voiceId }) => fitting.some(({ id }) => id === voiceId)) }
}
