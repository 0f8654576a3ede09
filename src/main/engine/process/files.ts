// Files and folders that are either wholly there or not at all. Knows nothing of what is in them.
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder, writeDurably } from '../durable.ts'

export const exists = async (path: string): Promise<boolean> => stat(path).then(() => true, () => false)

export { writeDurably } from '../durable.ts'

/** The old file stands until the new one is whole. `writer`: told apart from others that may replace the same file at the same moment; the last one stands. */
export async function replaceFile(path: string, data: string | Uint8Array, writer = ''): Promise<void> {
  const fresh = `${path}${writer}.writing`
  await writeDurably(fresh, data)
  await rename(fresh, path)
  await syncFolder(dirname(path))
}

const writing = (folder: string): string => `${folder}.writing`
const previous = (folder: string): string => `${folder}.previous`

/** The old folder stands until the new one is whole; a death in between leaves one of them for `recoverFolder`. */
export async function replaceFolder(folder: string, write: (into: string) => Promise<void>): Promise<void> {
  await rm(writing(folder), { recursive: true, force: true })
  await mkdir(writing(folder), { recursive: true })
  await write(writing(folder))
  await syncFolder(writing(folder))
  await recoverFolder(folder)
  if (await exists(folder)) await rename(folder, previous(folder))
  await rename(writing(folder), folder)
  await syncFolder(dirname(folder))
  await rm(previous(folder), { recursive: true, force: true })
}

/** After a death between two renames: the new folder if it came to stand, else the one before it. */
export async function recoverFolder(folder: string): Promise<void> {
  if (!(await exists(previous(folder)))) return
  if (await exists(folder)) await rm(previous(folder), { recursive: true, force: true })
  else await rename(previous(folder), folder)
}

export const inFolder = (folder: string, ...names: readonly string[]): string => join(folder, ...names)
