// Readers: learning them, pausing and resuming, asking them. Knows no shell and no database.
import { cp, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Reader, ReaderEvent, ReaderWish } from '#shared/contract/readers.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { asPrinted } from '../corpora/printed.ts'
import type { TrainingPlan } from '../engine/contract.ts'
import { readerDefaults } from './defaults.ts'
import { createReaderLearning, over } from './learning.ts'
import { createReaderPlanning, emptyReader, type PlanGround } from './plan.ts'
import { createShelf } from './shelf.ts'

export type ReadersGround = PlanGround & { readonly now: () => number, readonly home: string }
type Judged = { labels: string[], texts: { label: string, chances: number[] }[] }

/** A classifier from elsewhere does not say in what stretches it learned. In tokens. */
const usualContext = 256

export function createReaders(ground: ReadersGround) {
  const { engine, now, home } = ground
  const shelf = createShelf(home)
  const planning = createReaderPlanning(ground)
  const { pursue, inTurn, change, asItStands } = createReaderLearning({ engine, shelf, now, home })

  async function planned(wish: ReaderWish): Promise<TrainingPlan> {
    try {
      return await planning(wish, shelf.folderOf(wish.name))
    } catch (error) {
      await shelf.drop(wish.name)
      throw error
    }
  }

  async function* begin(wish: ReaderWish): AsyncGenerator<ReaderEvent, void> {
    if (await shelf.find(wish.name)) throw new AuroreError('readers.taken', { name: wish.name })
    const plan = await planned(wish)
    yield* pursue(await shelf.put(emptyReader(wish, plan, shelf.folderOf(wish.name), now())), plan)
  }

  async function* goOn(name: string): AsyncGenerator<ReaderEvent, void> {
    const reader = await shelf.get(name)
    if (over.has(reader.state)) throw new AuroreError('readers.finished', { name })
    yield* pursue(await change(reader, { state: 'running' }), null)
  }

  return {
    defaults: readerDefaults,
    train: (wish: ReaderWish): AsyncGenerator<ReaderEvent, void> => inTurn(wish.name, () => begin(wish)),
    resume: (name: string): AsyncGenerator<ReaderEvent, void> => inTurn(name, () => goOn(name)),
    pause: async (name: string): Promise<void> => engine.trainer.pause({ run: shelf.runOf(name) }),
    list: async (): Promise<Reader[]> => (await shelf.list()).map(asItStands),
    async export(name: string, to: string, merged: boolean): Promise<{ path: string }> {
      const { folder, method } = ready(asItStands(await shelf.get(name)))
      const path = resolve(to)
      const there = await readdir(path).catch(() => [])
      if (there.length > 0) throw new AuroreError('voices.export-taken', { path })
      if (merged && method === 'lora') await engine.writer.mergeReader({ model: folder, to: path })
      else await cp(folder, path, { recursive: true, filter: (source) => !source.endsWith('best.json') })
      return { path }
    },
    async classify(who: { readonly name: string } | { readonly folder: string, readonly base?: string | null }, texts: readonly string[]): Promise<Judged> {
      const reader = 'name' in who ? ready(asItStands(await shelf.get(who.name))) : null
      const model = reader?.folder ?? ('folder' in who ? resolve(who.folder) : '')
      const base = 'folder' in who && who.base ? resolve(who.base) : null
      return engine.writer.classify({ model, base, texts: texts.map(asPrinted), context: reader?.context ?? usualContext, device: 'auto' })
    }
  }
}
export type Readers = ReturnType<typeof createReaders>

function ready(reader: Reader): Reader {
  if (!over.has(reader.state)) throw new AuroreError('readers.not-ready', { name: reader.name, state: reader.state })
  return reader
}
