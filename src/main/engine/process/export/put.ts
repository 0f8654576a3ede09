// Puts exported files where they were asked for: wholly or not at all, and never over anything. Knows no form and no model.
import { mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuroreError } from '#shared/errors/index.ts'
import { messageOf } from '../coded.ts'
import { exists } from '../files.ts'

export interface OutFile {
  /** May stand in a folder: `onnx/model.onnx`. */
  readonly name: string
  readonly bytes: number
  /** Made piece by piece, so that a large model is never held twice. */
  readonly chunks: () => Iterable<Uint8Array>
}

export function textFile(name: string, text: string): OutFile {
  const bytes = new TextEncoder().encode(text)
  return { name, bytes: bytes.byteLength, chunks: () => [bytes] }
}

export const jsonFile = (name: string, value: unknown): OutFile => textFile(name, `${JSON.stringify(value, null, 2)}\n`)

/** Said before the work, not after it; an empty folder may be filled. */
export async function refuseTaken(path: string): Promise<void> {
  const entries = await readdir(path).catch(() => null)
  if (entries === null ? await exists(path) : entries.length > 0) throw new AuroreError('voices.export-taken', { path })
}

/** Several files as a folder. */
export const putFolder = (path: string, files: readonly OutFile[]): Promise<void> => put(path, files, async (beside) => {
  for (const file of files) await write(join(beside, file.name), file)
})

/** One file under its own name. */
export const putFile = (path: string, file: OutFile): Promise<void> => put(path, [file], (beside) => write(beside, file))

async function put(path: string, files: readonly OutFile[], fill: (beside: string) => Promise<void>): Promise<void> {
  const beside = `${path}.writing`
  const needed = files.reduce((n, f) => n + f.bytes, 0)
  try {
    await mkdir(dirname(path), { recursive: true })
    await requireRoom(dirname(path), needed)
    await rm(beside, { recursive: true, force: true })
    await fill(beside)
    await refuseTaken(path)
    await rmdir(path).catch(() => undefined) // only an empty folder goes
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined)
    throw failure(error, path, needed)
  }
}

async function write(path: string, file: OutFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'wx')
  try {
    for (const chunk of file.chunks()) await handle.writeFile(chunk)
    await handle.sync()
  } finally {
    await handle.close()
  }
  const { size } = await stat(path)
  if (size !== file.bytes) throw new RangeError(`${file.name} came out with ${size} bytes instead of ${file.bytes}`)
}

class NoRoom extends Error {}

/** Asked before a large model is written for minutes; some systems do not say, and then the writing itself will. */
async function requireRoom(folder: string, needed: number): Promise<void> {
  const room = await statfs(folder).catch(() => null)
  if (room !== null && room.bavail * room.bsize < needed) throw new NoRoom()
}

const full = new Set(['ENOSPC', 'EDQUOT'])

function failure(error: unknown, path: string, needed: number): unknown {
  if (error instanceof AuroreError || error instanceof RangeError) return error
  if (error instanceof NoRoom || full.has(codeOf(error))) return new AuroreError('voices.export-no-room', { path, needed: Math.ceil(needed / 1e6) }, { cause: error })
  return codeOf(error) === '' ? error : new AuroreError('voices.export-unwritable', { path, detail: messageOf(error) }, { cause: error })
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
