// Base models and the voices learned from them.
import { z } from 'zod'
import { ModelId, ProjectId, RunId, VoiceId } from '../ids.ts'
import { procedure, Timestamp } from './base.ts'
import { ScoredContinuation } from './likelihood.ts'
import { Manner, MixedVoice, Strength, VoiceManner } from './manner.ts'

export const Model = z.object({
  id: ModelId, name: z.string(), architecture: z.string(), parameters: z.number().int(), contextLength: z.number().int(), vocabularySize: z.number().int(),
  languages: z.array(z.string()), licence: z.string(), bytes: z.number().int(), builtIn: z.boolean(), folder: z.string()
})
export type Model = z.infer<typeof Model>

export const Method = z.enum(['lora', 'full', 'scratch'])
export type Method = z.infer<typeof Method>

export const VoiceState = z.enum(['learning', 'paused', 'interrupted', 'ready', 'failed'])
export type VoiceState = z.infer<typeof VoiceState>

export const Voice = z.object({
  id: VoiceId, projectId: ProjectId, name: z.string(), modelId: ModelId, method: Method, state: VoiceState,
  /** The newest run; its metrics are under `training`. */
  runId: RunId,
  /** As she set it for this voice; of a mixture, the voices that still fit. */
  manner: VoiceManner,
  basePerplexity: z.number().nullable(), voicePerplexity: z.number().nullable(), createdAt: Timestamp, updatedAt: Timestamp
})
export type Voice = z.infer<typeof Voice>

/** Natural-log likelihood summed over `tokens` predicted tokens; perplexity = exp(nll / tokens). */
export const Evaluation = z.object({ tokens: z.number().int(), nll: z.number(), perplexity: z.number() })
export type Evaluation = z.infer<typeof Evaluation>

/** Who speaks with weights that lie here: a voice, or a base model as it came. */
export const LocalSpeaker = z.union([z.object({ voiceId: VoiceId }), z.object({ modelId: ModelId })])
export type LocalSpeaker = z.infer<typeof LocalSpeaker>

/** A model of the program that she lets write, by the name it has there: see the endpoint's contract. */
export const RemoteSpeaker = z.object({ remote: z.string().min(1).max(300) })
export type RemoteSpeaker = z.infer<typeof RemoteSpeaker>

export const Speaker = z.union([LocalSpeaker, RemoteSpeaker])
export type Speaker = z.infer<typeof Speaker>

/** In what form a voice leaves: what was learned, or the whole model for one family of programs. */
export const VoiceForm = z.enum(['peft', 'huggingface', 'onnx', 'gguf'])
export type VoiceForm = z.infer<typeof VoiceForm>

export const VoicePrecision = z.enum(['f32', 'f16', 'q8_0', 'q4_0'])
export type VoicePrecision = z.infer<typeof VoicePrecision>

/** What each form can be stored in; the first is the usual one. */
export const precisionsOf = {
  peft: ['f32'], huggingface: ['f32', 'f16'], onnx: ['f32'], gguf: ['f16', 'f32', 'q8_0', 'q4_0']
} as const satisfies Readonly<Record<VoiceForm, readonly VoicePrecision[]>>

export const ExportedVoice = z.object({ path: z.string(), files: z.array(z.object({ name: z.string(), bytes: z.number().int() })) })
export type ExportedVoice = z.infer<typeof ExportedVoice>

export const voices = {
  models: procedure.output(z.array(Model)),
  /** Registers a Hugging Face folder on this machine, read where it lies; or a GGUF file, of which a folder is made beside the library. */
  /** Models that can guess ahead for a speaker: smaller than the one it stands on, and reading the same tokens. */
  guessers: procedure.input(z.object({ speaker: LocalSpeaker })).output(z.array(ModelId)),
  addModel: procedure.input(z.object({ folder: z.string().min(1) })).output(Model),
  removeModel: procedure.input(z.object({ id: ModelId })).output(z.void()),
  list: procedure.input(z.object({ projectId: ProjectId.optional() })).output(z.array(Voice)),
  rename: procedure.input(z.object({ id: VoiceId, name: z.string().trim().min(1).max(120) })).output(Voice),
  /** How strongly it speaks from now on, and with whom. */
  setManner: procedure.input(z.object({ id: VoiceId, strength: Strength.optional(), mix: z.array(MixedVoice).max(3).optional() })).output(Voice),
  remove: procedure.input(z.object({ id: VoiceId })).output(z.void()),
  restore: procedure.input(z.object({ id: VoiceId })).output(Voice),
  /** `to`: a folder to be made (or an empty one); for GGUF a file, or the folder to put it in. Nothing that exists is replaced. */
  export: procedure.input(z.object({ id: VoiceId, as: VoiceForm, precision: VoicePrecision.optional(), to: z.string().trim().min(1) })).output(ExportedVoice),
  /** How likely each word of a text was behind another, for a voice also under the base it was learned from; `top`: how many others to name at each place. With the manner it speaks in. */
  score: procedure.input(z.object({
    speaker: Speaker, before: z.string().max(2_000_000).default(''), text: z.string().min(1).max(1_000_000), top: z.number().int().min(0).max(20).default(0),
    manner: Manner.omit({ drafting: true }).prefault({})
  })).output(ScoredContinuation),
  evaluate: procedure.input(z.object({ speaker: Speaker, text: z.string().min(1).max(5_000_000) })).output(Evaluation)
}
