// Readers, as the contract names them.
import type { Readers } from '../readers/service.ts'
import { api } from './base.ts'

const on = api.readers

export const readersApi = (service: Readers) => ({
  defaults: on.defaults.handler(({ input }) => service.defaults(input.objective, input.method)),
  train: on.train.handler(({ input }) => service.train(input)),
  resume: on.resume.handler(({ input }) => service.resume(input.name)),
  pause: on.pause.handler(({ input }) => service.pause(input.name)),
  list: on.list.handler(() => service.list()),
  export: on.export.handler(({ input }) => service.export(input.name, input.to, input.merged)),
  classify: on.classify.handler(({ input }) => service.classify(input.reader, input.texts))
})
