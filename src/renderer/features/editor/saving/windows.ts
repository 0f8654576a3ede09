// Which windows of Aurore are alive, so that one never takes another's unsaved text for a leftover.

const lockName = (id: string): string => `aurore.window.${id}`

/** A name for this window, held for as long as it lives. */
export function nameThisWindow(): string {
  const id = crypto.randomUUID()
  void navigator.locks.request(lockName(id), () => new Promise(() => undefined))
  return id
}

export async function livingWindows(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query()
  const prefix = lockName('')
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])))
}
