// Carries events from work that goes at its own pace to a listener that goes at hers. Knows neither.

export interface Queue<T> {
  push(item: T): void
  end(): void
  fail(error: unknown): void
  items(): AsyncGenerator<T, void>
}

export function createQueue<T>(): Queue<T> {
  let waiting: T[] = []
  let closed: { readonly error: unknown } | null = null
  let wake: () => void = () => undefined
  const close = (error: unknown): void => {
    closed ??= { error }
    wake()
  }
  return {
    push: (item) => {
      waiting.push(item)
      wake()
    },
    end: () => { close(undefined) },
    fail: close,
    async *items() {
      for (;;) {
        const ready = waiting
        waiting = []
        yield* ready
        if (waiting.length > 0) continue
        if (closed !== null) {
          if (closed.error !== undefined) throw closed.error
          return
        }
        await new Promise<void>((resolve) => { wake = resolve })
      }
    }
  }
}
