// Keeps a secret under the system's own lock: Keychain, DPAPI, a Linux keyring. Where there is none, the other safe has it, and says so. Knows no secret's meaning.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { safeStorage } from 'electron'
import type { Safe } from '#main/app.ts'

/** `file` holds what only this system's user can decrypt. */
export function systemKeychain(file: string, otherwise: Safe): Safe {
  const locked = async (): Promise<boolean> => (await safeStorage.isAsyncEncryptionAvailable()) && !isPlain()
  return {
    place: async () => ((await locked()) ? 'keychain' : otherwise.place()),
    read: async () => ((await locked()) ? await unlock(file) : null) ?? otherwise.read(),
    async write(secret) {
      if (secret === null) return void await Promise.all([rm(file, { force: true }), otherwise.write(null)])
      if (!(await locked())) return otherwise.write(secret)
      await writeFile(file, await safeStorage.encryptStringAsync(secret), { mode: 0o600 })
      await otherwise.write(null) // one place only, and the better one
    }
  }
}

/** Linux without a keyring "encrypts" with a key that is in every copy of the program: no better than a file, and not to be called a keychain. */
const isPlain = (): boolean => process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())

/** Null when there is nothing, or nothing that this user's key opens any more. */
async function unlock(file: string): Promise<string | null> {
  const encrypted = await readFile(file).catch(() => null)
  return encrypted && safeStorage.decryptStringAsync(encrypted).then(({ result }) => result, () => null)
}
