// Another program's address: what she typed made whole, and whether it is this machine. Knows addresses, sends nothing.

/** As it is kept: with http:// where she named nothing, with /v1 where she named no path, without a slash at the end. Null: no address. */
export function addressOf(typed: string): string | null {
  const text = typed.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text}`)
  if (text === '' || url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return null
  const path = url.pathname.replace(/\/+$/u, '')
  return `${url.origin}${path === '' ? '/v1' : path}`
}

/** For a sentence: "127.0.0.1:11434". */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? address

/** A name in the local network is another machine: only the loopback is this one. */
export function isThisMachine(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? ''
  return host === 'localhost' || host.endsWith('.localhost') || /^127(?:\.\d{1,3}){3}$/u.test(host) || host === '[::1]'
}
