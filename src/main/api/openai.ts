// Serving her voices to other programs, as the contract names it.
import type { OpenAi } from '../openai/service.ts'
import { api } from './base.ts'

const on = api.openai

export const openaiApi = (service: OpenAi) => ({
  status: on.status.handler(() => service.status()),
  start: on.start.handler(({ input }) => service.start(input.port)),
  stop: on.stop.handler(() => service.stop()),
  newKey: on.newKey.handler(() => service.newKey())
})
