// Other programs' door, open or shut, as she left it. Knows where the choice is kept (a file only she may read); knows no HTTP and no shell.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Serving, ServingBegun } from '#shared/contract/openai.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { keyPair, newKey } from './key.ts'
import { routes, type ServedGround } from './routes.ts'
import { startOpenAiServer, type OpenAiServer } from './server.ts'

/** The same at every start, so that other programs need to be told once. */
const steadyPort = 18042

const Kept = z.object({ on: z.boolean(), port: z.number().int(), digest: z.string().nullable() })
type Kept = z.infer<typeof Kept>

function keeping(home: string) {
  const file = join(home, 'openai.json')
  return {
    read(): Kept {
      const nothing: Kept = { on: false, port: steadyPort, digest: null }
      if (!existsSync(file)) return nothing
      try {
        return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
      } catch {
        return nothing
      }
    },
    write(kept: Kept): void {
      writeFileSync(`${file}.writing`, JSON.stringify(kept), { mode: 0o600 })
      chmodSync(`${file}.writing`, 0o600)
      renameSync(`${file}.writing`, file)
    }
  }
}

export function createOpenAi(ground: ServedGround, home: string) {
  const keep = keeping(home)
  const handle = routes(ground)
  let server: OpenAiServer | null = null
  let problem: Serving['problem'] = null

  const status = (): Serving => ({ on: keep.read().on, address: server?.address ?? null, port: server?.port ?? keep.read().port, problem })

  async function shut(): Promise<void> {
    const open = server
    server = null
    await open?.close()
  }

  async function open({ port, digest }: { readonly port: number, readonly digest: string }): Promise<void> {
    await shut()
    problem = null
    try {
      server = await startOpenAiServer({ port, digest, handle })
    } catch (error) {
      if (error instanceof AuroreError) problem = { code: error.code, params: error.params }
      throw error
    }
  }

  async function begin(port: number, fresh: boolean): Promise<ServingBegun> {
    const { digest } = keep.read()
    const made = fresh || digest === null ? newKey() : null
    const opening = { port, digest: made?.digest ?? digest ?? '' }
    await open(opening)
    keep.write({ on: true, ...opening, port: server?.port ?? port })
    return { ...status(), key: made?.key ?? null }
  }

  return {
    status,
    start: (port?: number): Promise<ServingBegun> => begin(port ?? keep.read().port, false),
    newKey: (): Promise<ServingBegun> => begin(keep.read().port, true),
    async stop(): Promise<Serving> {
      await shut()
      problem = null
      keep.write({ ...keep.read(), on: false })
      return status()
    },
    /** As she left it, when the program starts; a port that is taken is told in `status`. */
    async resume(): Promise<void> {
      const { on, port, digest } = keep.read()
      if (on && digest !== null) await open({ port, digest }).catch(() => undefined)
    },
    /** For as long as a command runs; nothing is kept. Without a port: the usual one, or a free one where that is taken. */
    async serveNow(wish: { readonly port?: number | undefined, readonly key?: string | undefined }): Promise<{ readonly server: OpenAiServer, readonly key: string }> {
      const { key, digest } = wish.key === undefined ? newKey() : keyPair(wish.key)
      const on = (port: number): Promise<OpenAiServer> => startOpenAiServer({ port, digest, handle })
      return { key, server: wish.port === undefined ? await on(steadyPort).catch(() => on(0)) : await on(wish.port) }
    },
    dispose: shut
  }
}
export type OpenAi = ReturnType<typeof createOpenAi>
