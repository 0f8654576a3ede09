// Writing with another program's model: whom she chose, what it can, its words. Off until she turns it on. Knows doors and peers; knows no engine.
import type { EndpointKey, EndpointModel, EndpointPeer, EndpointTrial } from '#shared/contract/endpoint.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import type { RemoteSpeaker } from '#shared/contract/voices.ts'
import { hostOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { languageOf } from '#shared/language-of.ts'
import type { Language } from '#shared/language.ts'
import type { GenerateEvent } from '../engine/contract.ts'
import { countIn, fillsGaps, type Asking } from './asking.ts'
import { measuring, type Count, type Measure } from './counting.ts'
import { openDoors, type DoorGround } from './doors.ts'
import { openLine, type Patience } from './line.ts'
import { meetPeers, modelsAt, type Peer } from './peer.ts'
import { sent } from './sending.ts'
import { writeRemotely, type RemoteWish } from './writing.ts'

type Ground = DoorGround & { /** Milliseconds since 1970. */ readonly now: () => number; readonly patience?: Patience }
export type RemoteRequest = Omit<RemoteWish, 'model' | 'context' | 'language'> & { readonly language: Language | null }

/** Of Aurore's own: nothing of hers leaves for a trial. */
const trialSentences: Readonly<Record<Language, string>> = { en: 'The lamp was lit before she came in, and', fr: 'La lampe était allumée avant qu’elle n’entre, et' }
const trialTokens = 24

const seenAs = ({ peer }: Asking): EndpointPeer =>
  ({ program: peer.dialect.program, window: peer.window, counts: peer.learned.counts, fills: fillsGaps(peer), chats: peer.learned.chats, bans: peer.learned.counts })

/** Whoever answers, met once and remembered with what it counted. */
function openPeers(doors: ReturnType<typeof openDoors>, patience: Patience | undefined) {
  const line = openLine(patience)
  const peers = meetPeers(line)
  const counts = new WeakMap<Peer, Count>()
  return {
    forget: () => peers.forget(),
    close: () => line.close(),
    models: async (signal?: AbortSignal): Promise<readonly EndpointModel[]> => modelsAt(line, await doors.door(), signal),
    /** Met anew where it was never, or could not be. */
    async meet(model: string): Promise<Asking> {
      const door = await doors.door()
      return { line, door, peer: await peers.of(door, model) }
    },
    countOf(at: Asking, model: string): Count | null {
      if (!at.peer.learned.counts) return null
      const count = counts.get(at.peer) ?? measuring((text) => countIn(at, model, text))
      counts.set(at.peer, count)
      return count
    }
  }
}

export function createRemote({ now, patience, ...ground }: Ground) {
  const doors = openDoors(ground)
  const peers = openPeers(doors, patience)
  const { chosen } = doors

  /** Hers, but no more than it reads. */
  const windowOf = ({ peer }: Asking): number => Math.min(chosen().context, peer.window ?? Infinity)

  async function* written(at: Asking, wish: Omit<RemoteWish, 'context'>, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    yield* writeRemotely((request, until) => sent(at, request, until), { ...wish, context: windowOf(at) }, now, signal)
  }

  /** The model that is set; where none is, the only one there. */
  async function model(): Promise<string> {
    const named = chosen().model.trim()
    if (named !== '') return named
    const all = await peers.models()
    const [only] = all
    if (only && all.length === 1) return only.id
    const host = hostOf(doors.address())
    throw only ? new AuroreError('remote.which-model', { host, models: all.map(({ id }) => id).join(', ') }) : new AuroreError('remote.no-model', { host, model: '—' })
  }

  /** Asked anew: it may have been started otherwise meanwhile. */
  async function fresh(name: string): Promise<Asking> {
    peers.forget()
    return peers.meet(name)
  }

  return {
    key: doors.key, model,
    async setKey(secret: string | null): Promise<EndpointKey> {
      peers.forget()
      return doors.setKey(secret)
    },
    models: async (signal?: AbortSignal): Promise<EndpointModel[]> => [...await peers.models(signal)],
    peer: async (named: string | null = null): Promise<EndpointPeer> => seenAs(await fresh(named ?? await model())),
    async try(signal: AbortSignal = new AbortController().signal, named: string | null = null): Promise<EndpointTrial> {
      const name = named ?? chosen().model.trim()
      if (name === '') throw new AuroreError('remote.off')
      const { language } = ground.settings.get()
      const began = now()
      const prompt = trialSentences[language]
      let text = prompt
      const at = await fresh(name)
      const sampling = Sampling.parse({ temperature: 0.7, seed: 1 })
      for await (const event of written(at, { model: name, prompt, maxTokens: trialTokens, stopAt: 'sentence', sampling, language }, signal)) if (event.type === 'text') text += event.text
      return { model: name, text, seconds: (now() - began) / 1000, peer: seenAs(at) }
    },
    /** How the context is measured for a model there: as it counts itself, or estimated, also where it cannot be asked. Nothing is sent while it is off. */
    async measure({ remote }: RemoteSpeaker): Promise<Measure> {
      const { on, context } = chosen()
      const at = on ? await peers.meet(remote).catch(() => null) : null
      return at === null ? { window: context, fills: false, count: null } : { window: windowOf(at), fills: fillsGaps(at.peer), count: peers.countOf(at, remote) }
    },
    /** The words of a suggestion or a draft. Refused while she has it switched off: nothing is sent then. */
    async *write({ remote }: RemoteSpeaker, wish: RemoteRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void> {
      if (!chosen().on) throw new AuroreError('remote.off')
      const language = wish.language ?? languageOf(wish.prompt) ?? ground.settings.get().language
      yield* written(await peers.meet(remote), { ...wish, language, model: remote }, signal)
    },
    dispose: () => peers.close()
  }
}
export type Remote = ReturnType<typeof createRemote>
