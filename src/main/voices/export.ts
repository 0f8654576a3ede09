// A voice leaves the house: in what form, stored how, under which name. Knows no file format; the engine writes the files.
import { join, resolve } from 'node:path'
import { precisionsOf, type ExportedVoice, type Method, type Voice, type VoiceForm, type VoicePrecision } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { VoiceId } from '#shared/ids.ts'
import type { Weights } from '../engine/contract.ts'
import { fileName } from '../publishing/file-name.ts'
import type { Engine } from './engine.ts'
import type { Models } from '../models/shelf.ts'

export type ExportRequest = { readonly id: VoiceId, readonly as: VoiceForm, readonly precision?: VoicePrecision | undefined, readonly to: string }

type Ground = { readonly engine: Engine, readonly models: Models, readonly voice: (id: VoiceId) => Voice, readonly weights: (speaker: { readonly voiceId: VoiceId }) => Promise<Weights> }

/** In English, as model cards are. */
const methods: Readonly<Record<Method, string>> = { lora: 'as a low-rank adapter', full: 'all weights fine-tuned', scratch: 'from scratch' }

export function createVoiceExport({ engine, models, voice: find, weights: weightsOf }: Ground) {
  return async ({ id, as, precision, to }: ExportRequest): Promise<ExportedVoice> => {
    const voice = find(id)
    const [weights, base] = await Promise.all([weightsOf({ voiceId: id }), models.get(voice.modelId)])
    if (as === 'peft' && weights.adapter === null) throw new AuroreError('voices.export-no-adapter', { name: voice.name })
    const card = { name: voice.name, base: base.name, licence: base.licence, languages: base.languages, method: methods[voice.method] }
    return engine.trainer.export({ weights, as, precision: chosen(as, precision), to: place(as, to, voice.name), card })
  }
}

function chosen(as: VoiceForm, precision: VoicePrecision | undefined): VoicePrecision {
  const known: readonly VoicePrecision[] = precisionsOf[as]
  const found = precision === undefined ? known[0] : known.find((one) => one === precision)
  if (!found) throw new AuroreError('voices.export-precision', { form: as, precision: precision ?? '', known: known.join(', ') })
  return found
}

/** A GGUF is one file; where only a folder was named, the file in it is named after the voice. */
function place(as: VoiceForm, to: string, name: string): string {
  const path = resolve(to)
  return as !== 'gguf' || /\.gguf$/i.test(path) ? path : join(path, `${fileName([name], 'voice')}.gguf`)
}
