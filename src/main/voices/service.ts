// Voices: what they are called and how they speak, how well they know a text. Knows no folder, no training loop and no shell.
import type { Evaluation, Speaker, Voice } from '#shared/contract/voices.ts'
import type { VoiceManner } from '#shared/contract/manner.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { VoiceId, type ModelId, type ProjectId } from '#shared/ids.ts'
import { fittingManner } from '#shared/manner.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { Library } from '../database/library.ts'
import type { Engine } from './engine.ts'
import { createVoiceExport } from './export.ts'
import type { Models } from '../models/shelf.ts'
import { createScore } from './scoring.ts'
import { speakerWeights } from './speaker-weights.ts'
import { voiceRows } from './voice-rows.ts'

type Ground = { readonly library: Library, readonly engine: Engine, readonly models: Models, readonly home: string }

export function createVoices({ library, engine, models, home }: Ground) {
  const rows = voiceRows(library.database)

  function get(id: VoiceId): Voice {
    const voice = rows.one(id)
    if (!voice) throw new AuroreError('general.not-found', { what: 'voice' })
    return fitted(voice)
  }

  const fitted = (voice: Voice): Voice => ({ ...voice, manner: fittingManner(voice, rows.all(null)) })

  const { runFolder, weights, baseOf, mannerOf, guessers } = speakerWeights({ rows, models, home, voice: get })

  return {
    get,
    baseOf,
    runFolder,
    weights,
    mannerOf,
    guessers,
    /** Names of the voices that would fall silent without a base model. */
    on: (id: ModelId): string[] => rows.on(id),
    list: (projectId?: ProjectId): Voice[] => rows.all(projectId ?? null).map(fitted),
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
    setManner({ id, ...change }: { readonly id: VoiceId } & { readonly [K in keyof VoiceManner]?: VoiceManner[K] | undefined }): Voice {
      const { manner } = get(id)
      rows.setManner(id, { strength: change.strength ?? manner.strength, mix: change.mix ?? manner.mix })
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
