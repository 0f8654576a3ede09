// Voices: what they are called, where their weights lie, how well they know a text. Knows no training loop and no shell.
import { join } from 'node:path'
import type { Evaluation, Speaker, Voice } from '#shared/contract/voices.ts'
import type { Manner } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { VoiceId, type ModelId, type ProjectId, type RunId } from '#shared/ids.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { Library } from '../database/library.ts'
import type { Weights } from '../engine/contract.ts'
import { voiceWeights } from '../engine/weights.ts'
import type { Engine } from './engine.ts'
import { createVoiceExport } from './export.ts'
import type { Models } from '../models/shelf.ts'
import { createScore } from './scoring.ts'
import { voiceRows } from './voice-rows.ts'

type Ground = { readonly library: Library, readonly engine: Engine, readonly models: Models, readonly home: string }

export function createVoices({ library, engine, models, home }: Ground) {
  const rows = voiceRows(library.database)
  const runFolder = (voiceId: VoiceId, runId: RunId) => join(home, 'voices', voiceId, 'runs', runId)

  function get(id: VoiceId): Voice {
    const voice = rows.one(id)
    if (!voice) throw new AuroreError('general.not-found', { what: 'voice' })
    return voice
  }

  /** Where a speaker lies; with a manner, how strongly it speaks and with whom. */
  async function weights(speaker: Speaker, manner?: Pick<Manner, 'strength' | 'mix'>): Promise<Weights> {
    const own = await folders(speaker)
    if (!manner) return own
    const others = await Promise.all(manner.mix.map(async ({ voiceId, share }) => ({ share, voice: await folders({ voiceId }) })))
    return { ...own, strength: manner.strength, mix: others.map(({ share, voice: { model, adapter } }) => ({ model, adapter, share })) }
  }

  async function folders(speaker: Speaker): Promise<Weights> {
    if ('remote' in speaker) throw new AuroreError('remote.weights-elsewhere', { model: speaker.remote })
    if ('modelId' in speaker) return { model: (await models.get(speaker.modelId)).folder, adapter: null, phrases: null }
    const voice = get(speaker.voiceId)
    const spoken = rows.spoken(voice.id)
    if (!spoken) throw new AuroreError('voices.not-ready', { name: voice.name })
    const model = await models.get(spoken.modelId)
    return voiceWeights(runFolder(spoken.voiceId, spoken.runId), spoken.method, model.folder)
  }

  /** What a voice was learned from; null for a base model. */
  async function baseOf(speaker: Speaker): Promise<Weights | null> {
    if (!('voiceId' in speaker)) return null
    const spoken = rows.spoken(speaker.voiceId)
    return spoken && { model: (await models.get(spoken.modelId)).folder, adapter: null, phrases: null }
  }

  return {
    get,
    baseOf,
    runFolder,
    weights,
    /** Names of the voices that would fall silent without a base model. */
    on: (id: ModelId): string[] => rows.on(id),
    list: (projectId?: ProjectId): Voice[] => rows.all(projectId ?? null),
    /** The project's living voice of that name, or a new one. Must run inside the transaction that adds its run. */
    forRun(projectId: ProjectId, name: string): VoiceId {
      const known = rows.named(projectId, name)
      const id = known ?? VoiceId.parse(library.newId())
      if (!known) rows.insert(id, projectId, name, library.now())
      return id
    },
    touch: (id: VoiceId): void => rows.touch(id, library.now()),
    rename(id: VoiceId, name: string): Voice {
      get(id)
      rows.rename(id, name, library.now())
      return get(id)
    },
    /** Its weights stay on the disk: `restore` brings it back whole. */
    remove(id: VoiceId): void {
      get(id)
      rows.bin(id, library.now())
    },
    restore: (id: VoiceId): Voice => { rows.bin(id, null); return get(id) },
    export: createVoiceExport({ engine, models, voice: get, weights }),
    score: createScore({ engine, weights, baseOf }),
    /** The text is measured as voices learn theirs: as print sets it. */
    evaluate: async (speaker: Speaker, text: string): Promise<Evaluation> =>
      engine.writer.evaluate({ weights: await weights(speaker), texts: [asPrinted(text)] })
  }
}
export type Voices = ReturnType<typeof createVoices>
