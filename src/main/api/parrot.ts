// The parrot check, as the contract names it.
import type { Parrot } from '../parrot/service.ts'
import { api } from './base.ts'

const on = api.parrot

export const parrotApi = (service: Parrot) => ({
  check: on.check.handler(({ input }) => service.check(input)),
  checkNode: on.checkNode.handler(({ input }) => service.checkNode(input.id, input.against, input.least)),
  ofGeneration: on.ofGeneration.handler(({ input }) => service.ofGeneration(input.id)),
  prepare: on.prepare.handler(({ input }) => service.prepare(input.projectId))
})
