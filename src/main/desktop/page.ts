// Serves the built page at app://aurore with its strict policy. Knows no window and no service.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { protocol, type Session } from 'electron'
import { desktopOrigin } from '#shared/shell.ts'
import { findPageFile } from '../page/files.ts'
import { contentSecurityPolicy, guardHeaders } from '../page/policy.ts'

const scheme = new URL(desktopOrigin).protocol.slice(0, -1)
const headers = { ...guardHeaders, 'Content-Security-Policy': contentSecurityPolicy("'self'"), 'Cache-Control': 'no-cache' }

/** Before the program is ready: our scheme is a web origin of its own, as safe as https, with no right to be bypassed. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

export function servePage(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    const file = `${url.protocol}//${url.host}` === desktopOrigin && request.method === 'GET' ? await findPageFile(folder, url.pathname) : null
    if (!file) return new Response('404', { status: 404, headers })
    const body = Readable.toWeb(createReadStream(file.path)) as ReadableStream
    return new Response(body, { headers: { ...headers, 'Content-Type': file.type, 'Content-Length': String(file.bytes) } })
  })
}
