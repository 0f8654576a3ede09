// The context, whole: what she told the muse of a book, and the prompt that is assembled from it for a place. Knows no shell.
import type { Seen } from '#shared/contract/context.ts'
import type { Library } from '../../database/library.ts'
import type { Projects } from '../../projects/service.ts'
import type { Engine } from '../../voices/engine.ts'
import type { Voices } from '../../voices/service.ts'
import { contextBook } from './book.ts'
import { createCounter } from './counter.ts'
import { promptFor, type Prompt, type PromptWish } from './prompts.ts'

type Services = { readonly library: Library, readonly engine: Engine, readonly projects: Projects, readonly voices: Voices }

export function createContexts({ library, engine, projects, voices }: Services) {
  const book = contextBook(library, projects)
  const ground = { projects, voices, book, counting: createCounter(engine) }
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
