// Writing with another program's model: what she set, the key, asking it. Off until she turns it on. Knows the settings and a safe; knows no engine.
import { z } from 'zod'
import type { EndpointKey, EndpointModel, EndpointTrial } from '#shared/contract/endpoint.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import type { RemoteSpeaker } from '#shared/contract/voices.ts'
import { addressOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import type { GenerateEvent } from '../engine/contract.ts'
import type { Safe } from '../models/token.ts'
import type { SettingsService } from '../settings/service.ts'
import { completion, modelsAt, type Door } from './asking.ts'
import { writeRemotely, type RemoteWish } from './writing.ts'

interface Ground { readonly settings: Pick<SettingsService, 'get'>; readonly safe: Safe; /** Milliseconds since 1970. */ readonly now: () => number }

/** With the address it was given for: no other gets it. */
const KeptKey = z.object({ address: z.string(), key: z.string() })

/** Of Aurore's own: nothing of hers leaves for a trial. */
const trialSentences: Readonly<Record<Language, string>> = { en: 'The lamp was lit before she came in, and', fr: 'La lampe était allumée avant qu’elle n’entre, et' }
const trialTokens = 24

export function createRemote({ settings, safe, now }: Ground) {
  function address(): string {
    const { address: typed } = settings.get().endpoint
    const found = addressOf(typed)
    if (found === null) throw new AuroreError(typed.trim() === '' ? 'remote.off' : 'remote.bad-address', typed.trim() === '' ? {} : { address: typed })
    return found
  }

  async function keyFor(at: string): Promise<string | null> {
    const kept = await safe.read()
    const read = kept === null ? null : KeptKey.safeParse(parsed(kept))
    return read?.success && read.data.address === at ? read.data.key : null
  }

  async function door(): Promise<Door> {
    const at = address()
    return { address: at, key: await keyFor(at) }
  }

  const key = async (): Promise<EndpointKey> => ({ given: addressOf(settings.get().endpoint.address) !== null && (await keyFor(address())) !== null, keeps: await safe.place() })

  async function* written(at: Door, wish: RemoteWish, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    yield* writeRemotely((request, until) => completion(at, request, until), wish, now, signal)
  }

  return {
    key,
    async setKey(secret: string | null): Promise<EndpointKey> {
      const kept = secret === null ? null : JSON.stringify({ address: address(), key: secret })
      try {
        await safe.write(kept)
      } catch (error) {
        throw new AuroreError('remote.key-unkept', { detail: error instanceof Error && 'code' in error ? String(error.code) : '—' }, { cause: error })
      }
      return key()
    },
    models: async (signal?: AbortSignal): Promise<EndpointModel[]> => modelsAt(await door(), signal),
    async try(signal: AbortSignal = new AbortController().signal): Promise<EndpointTrial> {
      const { language, endpoint: { model, context } } = settings.get()
      if (model.trim() === '') throw new AuroreError('remote.off')
      const began = now()
      const prompt = trialSentences[language]
      let text = prompt
      const sampling = Sampling.parse({ temperature: 0.7, seed: 1 })
      for await (const event of written(await door(), { model: model.trim(), prompt, maxTokens: trialTokens, stopAt: 'sentence', sampling, context }, signal)) if (event.type === 'text') text += event.text
      return { model: model.trim(), text, seconds: (now() - began) / 1000 }
    },
    /** Tokens of the window she allows. */
    context: (): number => settings.get().endpoint.context,
    /** The words of a suggestion or a draft. Refused while she has it switched off: nothing is sent then. */
    async *write({ remote }: RemoteSpeaker, wish: Omit<RemoteWish, 'model' | 'context'>, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
      const { on, context } = settings.get().endpoint
      if (!on) throw new AuroreError('remote.off')
      yield* written(await door(), { ...wish, model: remote, context }, signal)
    }
  }
}
export type Remote = ReturnType<typeof createRemote>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
