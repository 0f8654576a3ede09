// Models and voices, as the contract names them.
import type { Models } from '../models/shelf.ts'
import type { Voices } from '../voices/service.ts'
import { api } from './base.ts'

const on = api.voices

export const voicesApi = (models: Models, voices: Voices) => ({
  models: on.models.handler(() => models.list()),
  guessers: on.guessers.handler(({ input }) => voices.guessers(input.speaker)),
  addModel: on.addModel.handler(({ input }) => models.add(input.folder)),
  removeModel: on.removeModel.handler(({ input }) => models.remove(input.id)),
  list: on.list.handler(({ input }) => voices.list(input.projectId)),
  rename: on.rename.handler(({ input }) => voices.rename(input.id, input.name)),
  setManner: on.setManner.handler(({ input }) => voices.setManner(input)),
  remove: on.remove.handler(({ input }) => voices.remove(input.id)),
  restore: on.restore.handler(({ input }) => voices.restore(input.id)),
  export: on.export.handler(({ input }) => voices.export(input)),
  score: on.score.handler(({ input, signal }) => voices.score(input, signal)),
  evaluate: on.evaluate.handler(({ input }) => voices.evaluate(input.speaker, input.text))
})
