// Models taken off the disk: kept aside for as long as "Undo" can be pressed, then gone. Knows folders that Aurore made, and only those.
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Milliseconds that files wait for "Undo"; longer than its button stays. */
const patience = 60_000

/** `shelf`: the folder of all models. What lies in it was made by Aurore; nothing else is ever deleted. */
export function createRemoved(shelf: string) {
  const aside = join(shelf, '.removed')
  const timers = new Set<NodeJS.Timeout>()
  const place = (id: string): string => join(aside, id)
  return {
    isOurs: (folder: string): boolean => dirname(folder) === shelf,
    /** Answers the bytes that will be freed. */
    async put(id: string, folder: string): Promise<number> {
      const bytes = await sizeOfFolder(folder)
      await mkdir(aside, { recursive: true })
      await rm(place(id), { recursive: true, force: true })
      if (existsSync(folder)) await rename(folder, place(id))
      const timer = setTimeout(() => { timers.delete(timer); void rm(place(id), { recursive: true, force: true }).catch(() => undefined) }, patience)
      timers.add(timer.unref())
      return bytes
    },
    /** False when it is gone for good. */
    async back(id: string, folder: string): Promise<boolean> {
      if (!existsSync(place(id))) return false
      await rename(place(id), folder)
      return true
    },
    /** Nobody can press "Undo" any more. */
    async dispose(): Promise<void> {
      for (const timer of timers) clearTimeout(timer)
      await rm(aside, { recursive: true, force: true }).catch(() => undefined)
    }
  }
}

async function sizeOfFolder(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}
