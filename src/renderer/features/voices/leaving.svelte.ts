// A voice on its way out: in which form, stored how, and where to. Knows no markup.
import { precisionsOf, VoiceForm, type ExportedVoice, type Voice, type VoicePrecision } from '#shared/contract/voices.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'

export class Leaving {
  readonly voice: Voice
  /** What was learned can leave alone only where it lies beside its base. */
  readonly forms: readonly VoiceForm[]
  form = $state<VoiceForm>('huggingface')
  precision = $state<VoicePrecision>('f32')
  to = $state('')
  busy = $state(false)
  failure = $state.raw<Failure | null>(null)
  done = $state.raw<ExportedVoice | null>(null)
  readonly #home: string

  constructor(voice: Voice, home: string) {
    this.voice = voice
    this.#home = home
    this.forms = VoiceForm.options.filter((form) => form !== 'peft' || voice.method === 'lora')
    this.choose(this.forms[0] ?? 'huggingface')
  }

  get precisions(): readonly VoicePrecision[] {
    return precisionsOf[this.form]
  }

  choose(form: VoiceForm): void {
    this.form = form
    this.precision = precisionsOf[form][0]
    this.to = placeFor(this.#home, this.voice.name, form)
    this.failure = null
    this.done = null
  }

  async go(): Promise<void> {
    this.busy = true
    this.failure = null
    this.done = null
    try {
      this.done = await api.voices.export({ id: this.voice.id, as: this.form, precision: this.precision, to: this.to })
    } catch (error) {
      this.failure = failureOf(error)
    } finally {
      this.busy = false
    }
  }
}

/** A name that is free of anything a file system refuses, in a folder of its own beside the library. */
function placeFor(home: string, name: string, form: VoiceForm): string {
  const between = home.includes('\\') ? '\\' : '/'
  const slug = name.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'voice'
  return [home, 'exports', form === 'gguf' ? `${slug}.gguf` : `${slug}-${form}`].join(between)
}
