// Learning, as the contract names it.
import type { Training } from '../training/service.ts'
import { api } from './base.ts'

const on = api.training

export const trainingApi = (service: Training) => ({
  defaults: on.defaults.handler(({ input }) => service.defaults(input.method)),
  estimate: on.estimate.handler(({ input }) => service.estimate(input)),
  findRate: on.findRate.handler(({ input }) => service.findRate(input)),
  start: on.start.handler(({ input }) => service.start(input)),
  pause: on.pause.handler(({ input }) => service.pause(input.runId)),
  resume: on.resume.handler(({ input }) => service.resume(input.runId)),
  stop: on.stop.handler(({ input }) => service.stop(input.runId)),
  runs: on.runs.handler(({ input }) => service.list(input.projectId)),
  run: on.run.handler(({ input }) => service.get(input.runId)),
  metrics: on.metrics.handler(({ input }) => service.metrics(input.runId)),
  watch: on.watch.handler(({ signal }) => service.watch(signal))
})
