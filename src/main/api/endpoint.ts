// Another program's models, as the contract names them.
import type { Remote } from '../remote/service.ts'
import { api } from './base.ts'

const on = api.endpoint

export const endpointApi = (service: Remote) => ({
  key: on.key.handler(() => service.key()),
  setKey: on.setKey.handler(({ input }) => service.setKey(input.key)),
  models: on.models.handler(({ signal }) => service.models(signal)),
  peer: on.peer.handler(() => service.peer()),
  try: on.try.handler(({ signal }) => service.try(signal))
})
