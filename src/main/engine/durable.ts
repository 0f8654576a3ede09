// Files that are on the disk when the call returns. Knows nothing of what is in them.
import { open } from 'node:fs/promises'

/** Some systems cannot sync a folder; there the rename itself has to do. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

export async function writeDurably(path: string, data: string | Uint8Array, mode = 0o666): Promise<void> {
  const handle = await open(path, 'w', mode)
  try {
    await handle.writeFile(data)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
