// A drafted chapter, stretch by stretch: each with the context of the place it is meant for, so that memory, note and lore are before the model to its last page,
// however long it grows. Knows the context's rules; knows no engine.
import type { Seen } from '#shared/contract/context.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Contexts } from './context/service.ts'
import type { Stretch } from './speaking.ts'

type Chapter = { readonly projectId: ProjectId, /** The chapter it will follow; null: the last. */ readonly afterId: NodeId | null, readonly title: string, readonly opening: string, readonly speaker: Speaker, readonly maxTokens: number }

/** What is seen at its beginning, and after so much of it. */
export async function stretchesOf(contexts: Pick<Contexts, 'assemble'>, { projectId, afterId, title, opening, speaker, maxTokens }: Chapter): Promise<{ readonly seen: Seen, readonly stretch: (text: string) => Promise<Stretch> }> {
  const seenAfter = (text: string): Promise<Seen> => contexts.assemble({ projectId, place: { sceneId: null, afterId, title, before: opening + text, after: '' }, speaker, maxTokens, bridges: 1 })
  const seen = await seenAfter('')
  return { seen, stretch: async (text) => {
    const { prompt, reserve } = text === '' ? seen : await seenAfter(text)
    return { prompt, tokens: Math.max(1, reserve) }
  } }
}
