// A thread of its own for the one long piece of work: makes an index, writes it beside the library, hands it back. Knows no database.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { indexBytes, indexPassages } from '#ml/parrot/index.ts'

export type Making = { readonly texts: readonly string[], readonly about: string, readonly file: string }
/** `failure`: why the file could not be written; the index is good all the same. */
export type Made = { readonly bytes: Uint8Array<ArrayBuffer>, readonly failure: string | null }

async function put(file: string, bytes: Uint8Array): Promise<string | null> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.new`, bytes)
    await rename(`${file}.new`, file)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const { texts, about, file } = workerData as Making
const bytes = indexBytes({ texts: indexPassages(texts), about })
const made: Made = { bytes, failure: await put(file, bytes) }
parentPort?.postMessage(made, [bytes.buffer])
