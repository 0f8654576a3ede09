// The real engine in its own processes, for tests: where its program lies, a plan for a tiny model, and the way to kill it.
import { join } from 'node:path'
import type { TrainEvent, TrainingPlan } from '#main/engine/contract.ts'
import { WayOfLearning } from '#shared/contract/training.ts'
import { createEngineHost, spawnWithNode, type EngineHost } from '#main/engine/host.ts'
import { temporaryFolder } from './tiny-model.ts'

export const engineEntry = join(import.meta.dirname, '../../src/main/engine/process/index.ts')

export interface WatchedHost { readonly host: EngineHost; /** Process ids by role, the newest. */ readonly pids: Map<string, number>; kill(role: string): void }

export function watchedHost(): WatchedHost {
  const pids = new Map<string, number>()
  const host = createEngineHost({
    entry: engineEntry, home: temporaryFolder('home'),
    spawn: (entry, args) => {
      const child = spawnWithNode(entry, args)
      pids.set(args[0] ?? '', child.pid ?? -1)
      return child
    }
  })
  return { host, pids, kill: (role) => { process.kill(pids.get(role) ?? -1, 'SIGKILL') } }
}

const paragraph = (number: number): string =>
  `La Varagne, chapitre ${number}. Le sel luisait sur les bossis, et la vieille comptait ses pas. « Tu viens ? » disait-elle. Personne ne venait, jamais, que le vent et la marée de ${number} heures.\n\n`

export const chapter = (first: number, paragraphs: number): string => Array.from({ length: paragraphs }, (_, index) => paragraph(first + index)).join('')

export const planFor = (model: string, changes: Partial<TrainingPlan> = {}): TrainingPlan => ({
  ...WayOfLearning.parse({}), model, method: 'lora', train: [chapter(1, 12), chapter(40, 9)], heldOut: [chapter(70, 4)], openings: [], steps: 12, learningRate: 0.02, warmup: 2,
  weightDecay: 0.01, clip: 1, context: 32, batch: 2, accumulation: 2, rank: 4, alpha: 8, keep: 1, evaluateEvery: 4, patience: null, checkpointSeconds: 1, seed: 5, device: 'cpu', ...changes
})

/** All events, up to the end or to where `until` holds. */
export async function collect(events: AsyncIterable<TrainEvent>, until: (event: TrainEvent) => boolean = () => false): Promise<TrainEvent[]> {
  const all: TrainEvent[] = []
  for await (const event of events) {
    all.push(event)
    if (until(event)) break
  }
  return all
}

/** The curve without what depends on the clock. */
export const curveOf = (events: readonly TrainEvent[]) => events.flatMap((event) => {
  if (event.type !== 'metric') return []
  const { step, loss, heldOut, learningRate, gradientNorm } = event.metric
  return [{ step, loss, heldOut, learningRate, gradientNorm }]
})
