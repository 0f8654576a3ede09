// The key that lets another program in: shown once, kept as its digest only, compared in constant time. Knows no server.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest()

export interface KeyPair { readonly key: string; /** What may be kept: no key can be worked out from it. */ readonly digest: string }

export const newKey = (): KeyPair => keyPair(`sk-aurore-${randomBytes(24).toString('base64url')}`)

export const keyPair = (key: string): KeyPair => ({ key, digest: digestOf(key).toString('hex') })

/** `authorization`: the header, "Bearer …". */
export function opens(authorization: string | undefined, digest: string): boolean {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  return key !== undefined && timingSafeEqual(digestOf(key), Buffer.from(digest, 'hex'))
}
