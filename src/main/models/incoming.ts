// A model on its way in: a folder of its own, which holds what was ordered, what has arrived, and becomes the model by one rename. Knows no network.
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { syncFolder, writeDurably } from '../engine/durable.ts'
import { sizeOf } from './hub/fetch-file.ts'
import { WantedFile } from './hub/listing.ts'

/** What was asked for and what the hub promised. Pinned to a commit, so that what comes later fits what came before. */
export const Order = z.object({ repo: z.string(), asked: z.string(), hub: z.string(), commit: z.string(), files: z.array(WantedFile) })
export type Order = z.infer<typeof Order>

/** Not a name that a model's own file could have. It stays with the model and says where it came from. */
const orderName = '.order.json'

/** A file system's name for a repo. */
export const slugOf = (repo: string): string => repo.replace('/', '--')

/** What is noted in a folder: of a model on its way, or of one that came this way. Null when nothing is, or nothing that can be read. */
export const orderIn = (folder: string): Promise<Order | null> =>
  readFile(join(folder, orderName), 'utf8').then((text) => Order.parse(JSON.parse(text)), () => null)

export function incomingFolder(shelf: string, repo: string) {
  const folder = join(shelf, `${slugOf(repo)}.incoming`)
  const pathOf = (name: string): string => join(folder, name)
  const partOf = (name: string): string => join(folder, `${name}.part`)
  const arrived = async ({ name, bytes }: WantedFile): Promise<boolean> => stat(pathOf(name)).then(({ size }) => size === bytes, () => false)
  return {
    folder, pathOf, partOf, arrived,
    /** Null: order anew. */
    order: (): Promise<Order | null> => orderIn(folder),
    async place(order: Order): Promise<void> {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      await writeDurably(pathOf(orderName), JSON.stringify(order, null, 1))
      await syncFolder(folder)
    },
    /** What lies on the disk of each file, whole or not. */
    held: async ({ files }: Order): Promise<ReadonlyMap<string, number>> => new Map(await Promise.all(files.map(async (file) =>
      [file.name, (await arrived(file)) ? file.bytes : Math.min(file.bytes, await sizeOf(partOf(file.name)))] as const))),
    accept: (name: string): Promise<void> => rename(partOf(name), pathOf(name)),
    throwAway: (name: string): Promise<void> => rm(partOf(name), { force: true }),
    /** All or nothing: the folder is a model from the moment of the rename on. */
    async become(model: string): Promise<void> {
      await syncFolder(folder)
      await rename(folder, model)
      await syncFolder(dirname(model))
    },
    clear: (): Promise<void> => rm(folder, { recursive: true, force: true })
  }
}
export type Incoming = ReturnType<typeof incomingFolder>
