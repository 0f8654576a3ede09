// Brings one file of a hub to one path: goes on where an earlier try broke off, keeps what arrived. Knows no model.
import { open, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import type { Response } from 'undici'
import { broken, Transient, type Line } from './line.ts'

export type FileFetch = {
  readonly url: URL, readonly token: string | null, readonly signal: AbortSignal
  /** Where it is gathered. The version that the bytes belong to is kept beside it. */
  readonly part: string
  readonly bytes: number
  /** How much of the file is on the disk now. */
  readonly told: (bytes: number) => void
}

const versionOf = (part: string): string => `${part}.version`

export const sizeOf = async (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0)

/** One try. Throws Transient when it is worth another; what has arrived stays. */
export async function fetchFile(line: Line, file: FileFetch): Promise<void> {
  const [held, version] = [await heldBytes(file), await readFile(versionOf(file.part), 'utf8').catch(() => '')]
  if (file.bytes === 0) await (await open(file.part, 'w')).close()
  else if (held < file.bytes) await fetchFrom(line, file, version === '' ? 0 : held, version)
  await rm(versionOf(file.part), { force: true })
}

async function fetchFrom(line: Line, file: FileFetch, held: number, version: string): Promise<void> {
  const response = await line.get(file.url, { token: file.token, signal: file.signal, ...(held > 0 && { headers: range(held, version) }) })
  await gather(file, response, await startingAt(file, response, held, version))
}

/** More than the whole is nothing that can be gone on with. */
async function heldBytes({ part, bytes }: FileFetch): Promise<number> {
  const held = await sizeOf(part)
  if (held <= bytes) return held
  await rm(part)
  return 0
}

/** A weak version cannot be asked for; it is compared when the answer comes. */
const range = (held: number, version: string): Record<string, string> =>
  ({ range: `bytes=${held}-`, ...(!version.startsWith('W/') && { 'if-range': version }) })

/** Where the answer's first byte belongs. An answer that does not fit what is held throws it away. */
async function startingAt({ part, bytes }: FileFetch, response: Response, held: number, version: string): Promise<number> {
  if (response.status === 200) return 0
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? []
  const fits = response.status === 206 && Number(start) === held && (total === '*' || Number(total) === bytes) && (response.headers.get('etag') ?? version) === version
  if (fits) return held
  await response.body?.cancel()
  await rm(part, { force: true })
  throw new Transient('what was held does not fit what is offered', { status: response.status })
}

async function gather(fetched: FileFetch, response: Response, from: number): Promise<void> {
  const { part, bytes, signal } = fetched
  const file = await open(part, from === 0 ? 'w' : 'r+')
  try {
    if (from === 0) await keepVersion(part, response)
    const end = await pour(response, file, from, fetched).catch((error: unknown) => { throw signal.aborted || isLocal(error) ? error : broken(error) })
    if (end > bytes) await file.truncate(0)
    if (end !== bytes) throw new Transient(`${end} of ${bytes} bytes arrived`)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function keepVersion(part: string, response: Response): Promise<void> {
  const file = await open(versionOf(part), 'w')
  await file.writeFile(response.headers.get('etag') ?? '').finally(() => file.close())
}

/** Gives back how far it came. An answer without an end must not fill the disk. */
async function pour(response: Response, file: FileHandle, from: number, { bytes, told }: FileFetch): Promise<number> {
  let at = from
  if (response.body === null) return at
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    if (at + piece.length > bytes) return at + piece.length
    for (let done = 0; done < piece.length;) done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten
    told(at += piece.length)
  }
  return at
}

/** A full or failing disk is no fault of the line. */
const isLocal = (error: unknown): boolean => error instanceof Error && 'syscall' in error && error.syscall === 'write' && 'code' in error && /^(ENOSPC|EDQUOT|EIO|EROFS|EBADF|EFBIG)$/.test(String(error.code))
