// Finds a file of the built page for an address. Nothing outside the page's folder can be named. Knows no protocol.
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.webp': 'image/webp',
  '.woff2': 'font/woff2', '.woff': 'font/woff', '.txt': 'text/plain; charset=utf-8', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json'
}

export type PageFile = { readonly path: string; readonly type: string; readonly bytes: number; readonly unchanging: boolean }

/** The file at `pathname` ("/" is index.html), or null. Links that lead outside the folder are not followed. */
export async function findPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const inside = plainPath(pathname)
  const type = inside && types[extname(inside)]
  if (!inside || !type) return null
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, inside))])
    const found = path.startsWith(root + sep) ? await stat(path) : null
    return found?.isFile() ? { path, type, bytes: found.size, unchanging: inside.startsWith('assets/') } : null
  } catch {
    return null
  }
}

/** Only names made of plain segments pass: no "..", no hidden file, no drive letter, no backslash, no control character. */
function plainPath(pathname: string): string | null {
  const decoded = decode(pathname)
  if (decoded === '/') return 'index.html'
  return decoded && /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/.test(decoded) ? decoded.slice(1) : null
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
