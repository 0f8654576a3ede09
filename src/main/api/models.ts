// Base models to be had, as the contract names them.
import type { ModelService } from '../models/service.ts'
import type { Token } from '../models/token.ts'
import { api } from './base.ts'

const on = api.models

export const modelsApi = (service: ModelService, token: Token) => ({
  catalogue: on.catalogue.handler(() => service.catalogue()),
  needs: on.needs.handler(({ input }) => service.needs(input)),
  look: on.look.handler(({ input, signal }) => service.look(input.repo, input.revision, signal)),
  download: on.download.handler(({ input }) => service.download(input.repo, input.revision)),
  pause: on.pause.handler(({ input }) => service.downloads.pause(input.repo)),
  cancel: on.cancel.handler(({ input }) => service.downloads.cancel(input.repo)),
  watch: on.watch.handler(({ signal }) => service.downloads.watch(signal)),
  discard: on.discard.handler(({ input }) => service.discard(input.id)),
  restore: on.restore.handler(({ input }) => service.restore(input.id)),
  token: on.token.handler(() => token.state()),
  setToken: on.setToken.handler(({ input }) => token.set(input.token))
})
