// How a speaker's weights are used: how strongly, with whom, how exactly, with whose guesses.
import { z } from 'zod'
import { ModelId, VoiceId } from '../ids.ts'

/** How strongly a voice speaks: 0 is its base model, 1 the voice as it was learned, more overdraws it. */
export const Strength = z.number().min(0).max(1.5)

/** Bits of the weights while writing. `auto`: eight where a trial on this machine says they are faster. */
export const WritingPrecision = z.enum(['auto', 'f32', 'int8', 'int4'])
export type WritingPrecision = z.infer<typeof WritingPrecision>

/** Another voice that speaks along, with its share; the first voice has what the others leave. Both must stand on one base model. */
export const MixedVoice = z.object({ voiceId: VoiceId, share: z.number().min(0).max(1) })
export type MixedVoice = z.infer<typeof MixedVoice>

/** Who guesses the next words before the model says them, so that it looks at several in one run. The text is the same. `auto`: her turns of phrase, where that is
 * faster here. Off unless asked for: on the built-in model it was not shown to be faster (docs/performance.md). */
export const Drafting = z.union([z.enum(['auto', 'off']), z.object({ modelId: ModelId })])
export type Drafting = z.infer<typeof Drafting>

/** What each voice has of its own. */
export const VoiceManner = z.object({ strength: Strength.default(1), mix: z.array(MixedVoice).max(3).default([]) })
export type VoiceManner = z.infer<typeof VoiceManner>

/** What is one for all voices. */
export const Working = z.object({ precision: WritingPrecision.default('auto'), drafting: Drafting.default('off') })
export type Working = z.infer<typeof Working>

export const Manner = VoiceManner.extend(Working.shape)
export type Manner = z.infer<typeof Manner>
