// Where another program is, and the key that opens it: as she set it, or as this run of the program was told. The key goes to the address it was given for alone.
// Knows the settings and a safe; sends nothing.
import { z } from 'zod'
import type { Endpoint, EndpointKey } from '#shared/contract/endpoint.ts'
import { addressOf } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Safe } from '../models/token.ts'
import type { SettingsService } from '../settings/service.ts'
import type { Door } from './line.ts'
import { jsonOf } from './refusals.ts'

export interface DoorGround {
  readonly settings: Pick<SettingsService, 'get'>; readonly safe: Safe
  /** In place of what she set, for this run of the program alone. */
  readonly instead?: { readonly address: string } | undefined
  /** The key's other place: whoever sets it says by that that it is for the address in use. */
  readonly environment?: () => string | undefined
}

/** With the address it was given for: no other gets it. */
const KeptKey = z.object({ address: z.string(), key: z.string() })

export function openDoors({ settings, safe, instead, environment = () => process.env['AURORE_ENDPOINT_KEY'] }: DoorGround) {
  const chosen = (): Endpoint => ({ ...settings.get().endpoint, ...(instead && { on: true, address: instead.address, model: '' }) })

  function address(): string {
    const { address: typed } = chosen()
    const found = addressOf(typed)
    if (found === null) throw new AuroreError(typed.trim() === '' ? 'remote.off' : 'remote.bad-address', typed.trim() === '' ? {} : { address: typed })
    return found
  }

  async function keyFor(at: string): Promise<string | null> {
    const outside = environment()?.trim()
    if (outside) return outside
    const kept = await safe.read()
    const read = kept === null ? null : KeptKey.safeParse(jsonOf(kept))
    return read?.success && read.data.address === at ? read.data.key : null
  }

  const key = async (): Promise<EndpointKey> => ({ given: addressOf(chosen().address) !== null && (await keyFor(address())) !== null, keeps: await safe.place() })

  return {
    chosen, address, key,
    async door(): Promise<Door> {
      const at = address()
      return { address: at, key: await keyFor(at) }
    },
    async setKey(secret: string | null): Promise<EndpointKey> {
      const kept = secret === null ? null : JSON.stringify({ address: address(), key: secret })
      try {
        await safe.write(kept)
      } catch (error) {
        throw new AuroreError('remote.key-unkept', { detail: error instanceof Error && 'code' in error ? String(error.code) : '—' }, { cause: error })
      }
      return key()
    }
  }
}
