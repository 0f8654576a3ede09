// Who can be asked for under which name: her voices and the base models. Knows the services' lists; knows no weights.
import type { LocalSpeaker, Model, Voice } from '#shared/contract/voices.ts'
import type { Models } from '../models/shelf.ts'
import type { Voices } from '../voices/service.ts'
import { Refused } from './errors.ts'

/** As `/v1/models` lists it. `created` in seconds. */
export interface NamedSpeaker { readonly id: string; readonly speaker: LocalSpeaker; readonly created: number; readonly owner: 'aurore' | 'base' }

const slug = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, '-').toLocaleLowerCase('en')

/** A name that another already has gets its own id behind it. */
function apart(named: readonly NamedSpeaker[], keys: readonly string[]): NamedSpeaker[] {
  const taken = new Set<string>()
  return named.map((one, i) => {
    const id = taken.has(one.id) ? `${one.id}-${keys[i] ?? i}` : one.id
    taken.add(id)
    return { ...one, id }
  })
}

export async function namedSpeakers(voices: Voices, models: Models): Promise<readonly NamedSpeaker[]> {
  const speaking = voices.list().filter((voice: Voice) => voice.voicePerplexity !== null)
  const bases: Model[] = await models.list()
  return apart([
    ...speaking.map((voice): NamedSpeaker => ({ id: slug(voice.name), speaker: { voiceId: voice.id }, created: Math.floor(voice.createdAt / 1000), owner: 'aurore' })),
    ...bases.map((model): NamedSpeaker => ({ id: slug(model.name), speaker: { modelId: model.id }, created: 0, owner: 'base' }))
  ], [...speaking.map(({ id }) => id), ...bases.map(({ id }) => id)])
}

/** By the name listed, in any case, or by Aurore's own id. */
export async function speakerNamed(name: string, voices: Voices, models: Models): Promise<NamedSpeaker> {
  const all = await namedSpeakers(voices, models)
  const ownId = ({ speaker }: NamedSpeaker): string => ('voiceId' in speaker ? speaker.voiceId : speaker.modelId)
  const found = all.find(({ id }) => id === slug(name)) ?? all.find((one) => ownId(one) === name)
  if (!found) throw new Refused(404, `The model '${name}' does not exist here. GET /v1/models lists those that do.`, { code: 'model_not_found', param: 'model' })
  return found
}

export const listed = ({ id, created, owner }: NamedSpeaker) => ({ id, object: 'model' as const, created, owned_by: owner })
