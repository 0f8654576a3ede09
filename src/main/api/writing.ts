// The muse, as the contract names her.
import type { Writing } from '../writing/service.ts'
import { api } from './base.ts'

const on = api.writing

export const writingApi = (service: Writing) => ({
  continue: on.continue.handler(({ input, signal }) => service.continue(input, signal)),
  explain: on.explain.handler(({ input, signal }) => service.explain(input.id, signal)),
  goOn: on.goOn.handler(({ input, signal }) => service.goOn(input, signal)),
  draftChapter: on.draftChapter.handler(({ input, signal }) => service.draftChapter(input, signal)),
  generations: on.generations.handler(({ input }) => service.generations(input.projectId, input.kind)),
  accept: on.accept.handler(({ input }) => service.accept(input.id, input.afterId)),
  refuse: on.refuse.handler(({ input }) => service.refuse(input.id))
})
