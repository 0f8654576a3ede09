// The corpus, as the contract names it.
import type { Corpora } from '../corpora/service.ts'
import { api } from './base.ts'

const on = api.corpora

export const corporaApi = (service: Corpora) => ({
  list: on.list.handler(({ input }) => service.list(input.projectId)),
  import: on.import.handler(({ input }) => service.import(input.projectId, input.files, input.into)),
  importSample: on.importSample.handler(({ input }) => service.importSample(input.projectId, input.language)),
  read: on.read.handler(({ input }) => service.read(input.file)),
  text: on.text.handler(({ input }) => service.text(input.id)),
  setCleaning: on.setCleaning.handler(({ input }) => service.setCleaning(input.id, input.step, input.enabled)),
  sampleSentences: on.sampleSentences.handler(({ input }) => service.sampleSentences(input.projectId, input.count, input.seed)),
  remove: on.remove.handler(({ input }) => service.remove(input.id)),
  restore: on.restore.handler(({ input }) => service.restore(input.id)),
  split: on.split.handler(({ input }) => service.split(input.projectId)),
  setHoldOut: on.setHoldOut.handler(({ input }) => service.setHoldOut(input.projectId, input.strategy))
})
