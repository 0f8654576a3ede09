// Reads a file of the author's for the contract. Knows no format.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AuroreError } from '#shared/errors/index.ts'

export async function readAsFile(path: string): Promise<File> {
  try {
    return new File([await readFile(path)], basename(path))
  } catch (error) {
    throw new AuroreError('shell.unreadable', { path, detail: detailOf(error) }, { cause: error })
  }
}

export const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
