// Where the weights of whoever speaks lie: how strongly and with whom, what it was learned from, who can guess ahead for it. Knows rows and the shelf; opens no model.
import { join } from 'node:path'
import type { VoiceManner } from '#shared/contract/manner.ts'
import type { LocalSpeaker, Speaker, Voice } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ModelId, RunId, VoiceId } from '#shared/ids.ts'
import { readAlike } from '../engine/alike.ts'
import type { Weights } from '../engine/contract.ts'
import { voiceWeights } from '../engine/weights.ts'
import type { Models } from '../models/shelf.ts'
import type { VoiceRows } from './voice-rows.ts'

type Ground = { readonly rows: VoiceRows, readonly models: Models, readonly home: string, readonly voice: (id: VoiceId) => Voice }

export function speakerWeights({ rows, models, home, voice }: Ground) {
  const runFolder = (voiceId: VoiceId, runId: RunId) => join(home, 'voices', voiceId, 'runs', runId)

  async function folders(speaker: Speaker): Promise<Weights> {
    if ('remote' in speaker) throw new AuroreError('remote.weights-elsewhere', { model: speaker.remote })
    if ('modelId' in speaker) return { model: (await models.get(speaker.modelId)).folder, adapter: null, phrases: null }
    const { id, name } = voice(speaker.voiceId)
    const spoken = rows.spoken(id)
    if (!spoken) throw new AuroreError('voices.not-ready', { name })
    const model = await models.get(spoken.modelId)
    return voiceWeights(runFolder(spoken.voiceId, spoken.runId), spoken.method, model.folder)
  }

  return {
    runFolder,
    /** With a manner, how strongly it speaks and with whom. */
    async weights(speaker: Speaker, manner?: VoiceManner): Promise<Weights> {
      const own = await folders(speaker)
      if (!manner) return own
      const others = await Promise.all(manner.mix.map(async ({ voiceId, share }) => ({ share, voice: await folders({ voiceId }) })))
      return { ...own, strength: manner.strength, mix: others.map(({ share, voice: { model, adapter } }) => ({ model, adapter, share })) }
    },
    /** What a voice was learned from; null for a base model. */
    async baseOf(speaker: Speaker): Promise<Weights | null> {
      if (!('voiceId' in speaker)) return null
      const spoken = rows.spoken(speaker.voiceId)
      return spoken && { model: (await models.get(spoken.modelId)).folder, adapter: null, phrases: null }
    },
    /** As she set it for this speaker; a base model speaks as it came. */
    mannerOf: (speaker: Speaker): VoiceManner => ('voiceId' in speaker ? voice(speaker.voiceId).manner : { strength: 1, mix: [] }),
    /** Smaller models that read the same tokens; one whose tokenizer cannot be read guesses for nobody. */
    async guessers(speaker: LocalSpeaker): Promise<ModelId[]> {
      const own = await models.get('modelId' in speaker ? speaker.modelId : voice(speaker.voiceId).modelId)
      const { model } = await folders(speaker)
      const smaller = (await models.list()).filter(({ parameters, vocabularySize }) => parameters < own.parameters && vocabularySize === own.vocabularySize)
      const alike = await Promise.all(smaller.map(({ folder }) => readAlike(folder, model).catch(() => false)))
      return smaller.filter((_, i) => alike[i]).map(({ id }) => id)
    }
  }
}
