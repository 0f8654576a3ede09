// The indices of the projects' books: made off the main thread, kept beside the library, open while they are used, gone with their documents. Knows no text to check.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { readIndex, type TextIndex } from '#ml/parrot/index.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { Passage, Shelf } from './shelf.ts'
import type { Made, Making } from './worker.ts'

export type OpenIndex = {
  readonly projectId: ProjectId, readonly texts: TextIndex, readonly passages: readonly Passage[]
  /** Where it lies for other processes; null when it could not be written. */
  readonly file: string | null
}
type Kept = { readonly key: string, readonly index: OpenIndex }
type About = { readonly key: string, readonly passages: readonly Passage[] }
export type IndicesGround = { readonly shelf: Shelf, readonly folder: string, /** The worker's program. */ readonly program: string }

/** So many stay in memory; about 25 MB each for a million words. */
const openAtMost = 4

export function openIndices({ shelf, folder, program }: IndicesGround) {
  const open = new Map<ProjectId, Kept>()
  const coming = new Map<string, Promise<OpenIndex>>()
  const workers = new Set<Worker>()
  const fileOf = (projectId: ProjectId): string => join(folder, `${projectId}.parrot`)

  function remember(key: string, index: OpenIndex): OpenIndex {
    open.delete(index.projectId)
    open.set(index.projectId, { key, index })
    for (const oldest of [...open.keys()].slice(0, -openAtMost)) open.delete(oldest)
    return index
  }

  async function make(projectId: ProjectId, key: string): Promise<OpenIndex> {
    const passages = shelf.passages(projectId)
    const names = passages.map(({ text: _, ...name }) => name)
    const file = fileOf(projectId)
    const { bytes, failure } = await workedOut(program, workers, { texts: passages.map(({ text }) => text), about: JSON.stringify({ key, passages: names } satisfies About), file })
    const kept = readIndex(bytes)
    if (!kept) throw new Error('the worker made no index')
    return { projectId, texts: kept.texts, passages: names, file: failure === null ? file : null }
  }

  async function find(projectId: ProjectId, key: string): Promise<OpenIndex> {
    const index = await fromFile(projectId, fileOf(projectId), key) ?? await make(projectId, key)
    // The books may have changed while it was made.
    if (shelf.key(projectId) !== key) throw new Stale()
    return remember(key, index)
  }

  /** The project's books as they are now; null when there are none. */
  async function of(projectId: ProjectId): Promise<OpenIndex | null> {
    const key = shelf.key(projectId)
    const known = open.get(projectId)
    if (key === '[]') { drop(projectId); return null }
    if (known?.key === key) return remember(key, known.index)
    const id = `${projectId} ${key}`
    const work = coming.get(id) ?? find(projectId, key).finally(() => coming.delete(id))
    coming.set(id, work)
    return work.catch((error: unknown) => { if (error instanceof Stale) return of(projectId); throw error })
  }

  /** Words of books that are gone must not stay on the disk. */
  function drop(projectId: ProjectId): void {
    open.delete(projectId)
    void rm(fileOf(projectId), { force: true }).catch(() => undefined)
  }

  return {
    of, drop,
    dispose: async (): Promise<void> => { await Promise.all([...workers].map((worker) => worker.terminate())) }
  }
}
export type Indices = ReturnType<typeof openIndices>

class Stale extends Error {}

async function fromFile(projectId: ProjectId, file: string, key: string): Promise<OpenIndex | null> {
  const bytes = await readFile(file).catch(() => null)
  const kept = bytes && readIndex(aligned(bytes))
  if (!kept) return null
  const about = JSON.parse(kept.about) as About
  return about.key === key ? { projectId, texts: kept.texts, passages: about.passages, file } : null
}

/** Node may read a small file into the middle of a shared block. */
const aligned = (bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> => (bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes))

function workedOut(program: string, workers: Set<Worker>, making: Making): Promise<Made> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: making })
    workers.add(worker)
    worker.once('message', resolve).once('error', reject).once('exit', () => {
      workers.delete(worker)
      reject(new Error('the thread ended without an index'))
    })
  })
}
