// The one run this process may be busy with, and what was asked of it. Knows when it must end; what it does, it does not know.
import type { Request } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainEvent } from '../contract.ts'
import { createQueue } from './queue.ts'

export interface Runs {
  readonly busy: () => boolean
  /** The run goes on at its own pace; the listener's leaving pauses it. */
  start(run: string, events: (requested: () => Request) => AsyncIterable<TrainEvent>, signal: AbortSignal | undefined): AsyncGenerator<TrainEvent, void>
  ask(run: string, request: Request): void
  /** Pauses whatever runs, and waits for it. */
  settle(): Promise<void>
}

interface Active { readonly run: string; request: Request; over: Promise<void> }

export function createRuns(): Runs {
  let active: Active | null = null
  const ask = (run: string, request: Request): void => { if (active?.run === run) active.request = request }
  const begin = (run: string): Active => {
    if (active !== null) throw new AuroreError('training.busy')
    active = { run, request: 'none', over: Promise.resolve() }
    return active
  }
  const work = async (mine: Active, events: AsyncIterable<TrainEvent>, push: (event: TrainEvent) => void): Promise<void> => {
    try {
      for await (const event of events) push(event)
    } finally {
      if (active === mine) active = null
    }
  }
  return {
    busy: () => active !== null,
    ask,
    async *start(run, events, signal) {
      const mine = begin(run)
      const queue = createQueue<TrainEvent>()
      const pause = (): void => { ask(run, 'pause') }
      signal?.addEventListener('abort', pause)
      if (signal?.aborted) pause()
      mine.over = work(mine, events(() => mine.request), queue.push).then(queue.end, queue.fail)
      try {
        yield* queue.items()
      } finally {
        pause()
        await mine.over
        signal?.removeEventListener('abort', pause)
      }
    },
    async settle() {
      if (active === null) return
      active.request = 'pause'
      await active.over
    }
  }
}
