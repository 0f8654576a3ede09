// Listens to a stream of the app for as long as the window lives: again and again, with growing pauses, whenever the line breaks. Knows no event.

/** Milliseconds before listening again; doubles up to the last. */
const firstPause = 500
const longestPause = 10_000

/** Ends when `signal` aborts. A broken line is not the author's concern: the connection's own state says so. */
export async function keepListening<Event>(watch: (signal: AbortSignal) => Promise<AsyncIterable<Event>>, take: (event: Event) => void, signal: AbortSignal): Promise<void> {
  let pause = firstPause
  while (!signal.aborted) {
    const heard = await listenOnce(watch, take, signal)
    pause = heard ? firstPause : Math.min(pause * 2, longestPause)
    await rest(pause, signal)
  }
}

async function listenOnce<Event>(watch: (signal: AbortSignal) => Promise<AsyncIterable<Event>>, take: (event: Event) => void, signal: AbortSignal): Promise<boolean> {
  let heard = false
  try {
    for await (const event of await watch(signal)) {
      heard = true
      take(event)
    }
  } catch {
    return heard
  }
  return heard
}

const rest = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
