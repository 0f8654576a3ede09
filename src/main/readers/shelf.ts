// Where readers lie: a folder each under the library's home, with a record of what it is and how far it came. Knows files; knows no engine.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Reader } from '#shared/contract/readers.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { writeDurably } from '../engine/durable.ts'
import { bestFolder } from '../engine/weights.ts'
import { fileName } from '../publishing/file-name.ts'

/** What the record does not say, since it follows from where it lies. */
type Kept = Omit<Reader, 'folder'>
const Record = Reader.omit({ folder: true })

export function createShelf(home: string) {
  const root = join(home, 'readers')
  /** Two names may lose their difference in a file's name: the print keeps them apart. */
  const folderOf = (name: string): string => {
    const key = name.trim().toLocaleLowerCase()
    return join(root, `${fileName([key], 'reader')}-${createHash('sha256').update(key).digest('hex').slice(0, 6)}`)
  }
  const runOf = (name: string): string => join(folderOf(name), 'run')
  const shown = (kept: Kept): Reader => ({ ...kept, folder: bestFolder(runOf(kept.name)) })

  async function read(folder: string): Promise<Reader | null> {
    const text = await readFile(join(folder, 'reader.json'), 'utf8').catch(() => null)
    const parsed = text === null ? null : Record.safeParse(JSON.parse(text))
    return parsed?.success ? shown(parsed.data) : null
  }

  return {
    folderOf, runOf,
    find: (name: string): Promise<Reader | null> => read(folderOf(name)),
    async get(name: string): Promise<Reader> {
      const found = await read(folderOf(name))
      if (!found) throw new AuroreError('readers.unknown', { name })
      return found
    },
    async list(): Promise<Reader[]> {
      const folders = await readdir(root).catch(() => [])
      const found = await Promise.all(folders.map((name) => read(join(root, name))))
      return found.filter((reader) => reader !== null).sort((a, b) => b.updatedAt - a.updatedAt)
    },
    async put({ folder: _, ...kept }: Reader): Promise<Reader> {
      const file = join(folderOf(kept.name), 'reader.json')
      await mkdir(dirname(file), { recursive: true })
      await writeDurably(`${file}.writing`, JSON.stringify(kept, null, 1))
      await rename(`${file}.writing`, file)
      return shown(kept)
    },
    /** Of a reader that was refused before its first step. */
    drop: (name: string): Promise<void> => rm(folderOf(name), { recursive: true, force: true }),
    shown
  }
}
export type Shelf = ReturnType<typeof createShelf>
