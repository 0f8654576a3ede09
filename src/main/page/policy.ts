// The promises the page is held to by the browser engine, in either shell. Knows no server and no window.

const directives = (connect: string): Readonly<Record<string, string>> => ({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'img-src': "'self' data: blob:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'connect-src': connect,
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'"
})

/** `connect`: where the page may speak to, as a CSP source list. */
export function contentSecurityPolicy(connect: string): string {
  return Object.entries(directives(connect)).map(([name, value]) => `${name} ${value}`).join('; ')
}

/** What accompanies every answer of either shell, whatever it is. */
export const guardHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()'
} as const
