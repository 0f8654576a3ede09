// What this machine was measured to do, kept in a small file so that it is measured once. Knows keys and seconds.
import { mkdir, readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from './files.ts'

const Record = z.record(z.string(), z.number().positive())

export interface Speeds {
  recall(key: readonly unknown[]): Promise<number | null>
  remember(key: readonly unknown[], seconds: number): Promise<void>
}

/** The engine that writes and the one that learns may both have measured something, and each more than one thing. */
let written = 0
const writer = (): string => `.${process.pid}-${written++}`

/** Another processor makes the old numbers worthless. */
const machine = (): string => `${cpus()[0]?.model ?? 'unknown'} x${availableParallelism()}`

export function openSpeeds(home: string): Speeds {
  const file = join(home, 'engine-speeds.json')
  const read = async (): Promise<z.infer<typeof Record>> => {
    const text = await readFile(file, 'utf8').catch(() => '{}')
    try {
      return Record.parse(JSON.parse(text))
    } catch {
      return {}
    }
  }
  const name = (key: readonly unknown[]): string => JSON.stringify([machine(), ...key])
  return {
    recall: async (key) => (await read())[name(key)] ?? null,
    remember: async (key, seconds) => {
      await mkdir(home, { recursive: true })
      await replaceFile(file, JSON.stringify({ ...(await read()), [name(key)]: seconds }, null, 1), writer())
    }
  }
}
