// A program that learns with the engine and does nothing else; a test kills it. Arguments: model, run folder. Prints the trainer's process id.
import { planFor, watchedHost } from './engine.ts'

const [model = '', run = ''] = process.argv.slice(2)
const { host, pids } = watchedHost()
for await (const event of await host.trainer.train({ run, plan: planFor(model, { steps: 100_000, checkpointSeconds: 600, evaluateEvery: 100_000 }) })) {
  if (event.type === 'metric' && event.metric.step === 3) process.stdout.write(`${pids.get('trainer') ?? ''}\n`)
}
