// News inside the app: who publishes knows no listener, who listens leaves no trace when gone. Knows no domain.
import { AsyncIteratorClass, EventPublisher } from '@orpc/server'

/** `buffered`: how many unread events a slow listener keeps; older ones are dropped. */
export function createHub<T>(buffered: number) {
  const publisher = new EventPublisher<Record<string, T>>({ maxBufferedEvents: buffered })
  return {
    publish: (topic: string, event: T): void => publisher.publish(topic, event),
    /** First what `now` says, then every event from the moment of the call. Ends without an error when `signal` aborts. */
    watch<Out>(topic: string, now: () => readonly Out[], each: (event: T) => Out, signal?: AbortSignal): AsyncIteratorClass<Out, void, void> {
      const news = publisher.subscribe(topic, { signal })
      const first = now()[Symbol.iterator]()
      return new AsyncIteratorClass<Out, void, void>(async () => {
        const ready = first.next()
        if (!ready.done) return { done: false, value: ready.value }
        const next = await news.next().catch((error: unknown) => quietEnd(error, signal))
        return next.done ? { done: true, value: undefined } : { done: false, value: each(next.value) }
      }, async () => { await news.return(undefined) })
    },
    /** Topics somebody listens to. */
    listened: (): number => publisher.size
  }
}

function quietEnd(error: unknown, signal: AbortSignal | undefined): { readonly done: true } {
  if (signal?.aborted) return { done: true }
  throw error
}
