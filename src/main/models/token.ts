// The token that opens models behind a licence: from the environment, or kept in a safe place. It is read only to be sent to its hub. Knows no safe.
import { chmod, readFile, rename, rm } from 'node:fs/promises'
import type { TokenState } from '#shared/contract/models.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { writeDurably } from '../engine/durable.ts'

/** A place for one secret. The desktop brings the system's keychain; elsewhere it is a file that only its owner may read. */
export type Safe = {
  readonly place: () => Promise<'keychain' | 'file'>
  readonly read: () => Promise<string | null>
  readonly write: (secret: string | null) => Promise<void>
}

/** Read and write for the owner alone. Windows keeps its own rights, by the folder. */
const ownersOnly = 0o600

export const fileSafe = (path: string): Safe => ({
  place: async () => 'file',
  read: () => readFile(path, 'utf8').then((text) => text.trim() || null, () => null),
  async write(secret) {
    if (secret === null) return rm(path, { force: true })
    await writeDurably(`${path}.writing`, secret, ownersOnly)
    await chmod(`${path}.writing`, ownersOnly) // an older one may have been there with other rights
    await rename(`${path}.writing`, path)
  }
})

export function createToken(safe: Safe, environment: () => string | undefined = () => process.env['HF_TOKEN']) {
  const fromOutside = (): string | null => environment()?.trim() || null

  async function state(): Promise<TokenState> {
    const keeps = await safe.place()
    return { keeps, from: fromOutside() !== null ? 'environment' : (await safe.read()) !== null ? keeps : null }
  }

  return {
    state,
    /** Null: none was given. */
    value: async (): Promise<string | null> => fromOutside() ?? safe.read(),
    async set(token: string | null): Promise<TokenState> {
      if (token === null && fromOutside() !== null) throw new AuroreError('models.token-elsewhere')
      try {
        await safe.write(token)
      } catch (error) {
        throw new AuroreError('models.token-unkept', { detail: error instanceof Error && 'code' in error ? String(error.code) : '—' }, { cause: error })
      }
      return state()
    }
  }
}
export type Token = ReturnType<typeof createToken>
