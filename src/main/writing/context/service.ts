// The context, whole: what she told the muse of a book, and the prompt that is assembled from it for a place. Knows no shell.
import type { Seen } from '#shared/contract/context.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { Library } from '../../database/library.ts'
import type { Projects } from '../../projects/service.ts'
import type { Remote } from '../../remote/service.ts'
import type { Engine } from '../../voices/engine.ts'
import type { Voices } from '../../voices/service.ts'
import { contextBook } from './book.ts'
import { createCounter, type Counting } from './counter.ts'
import { remoteCounting } from './estimate.ts'
import { promptFor, type Prompt, type PromptWish } from './prompts.ts'

type Services = { readonly library: Library, readonly engine: Engine, readonly projects: Projects, readonly voices: Voices, readonly remote: Pick<Remote, 'measure'> }

export function createContexts({ library, engine, projects, voices, remote }: Services) {
  const book = contextBook(library, projects)
  const counted = createCounter(engine)
  const counting = async (speaker: Speaker): Promise<Counting> => ('remote' in speaker ? remoteCounting(await remote.measure(speaker)) : counted(await voices.weights(speaker)))
  const ground = { projects, book, counting }
  const assemble = (wish: PromptWish): Promise<Prompt> => promptFor(ground, wish)
  return {
    ...book,
    assemble,
    async see(wish: PromptWish): Promise<Seen> {
      const { judge: _, ...seen } = await assemble(wish)
      return seen
    }
  }
}
export type Contexts = ReturnType<typeof createContexts>
