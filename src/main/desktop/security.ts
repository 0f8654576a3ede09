// What no page in Aurore may do: leave, open windows, reach the network, ask for devices. Knows no service.
import { app, shell, type Session, type WebContents } from 'electron'
import { desktopOrigin } from '#shared/shell.ts'

/** Pages that Aurore's own screens link to; they open in the author's browser, and only over https. */
const linkedHosts: readonly string[] = ['www.gutenberg.org', 'huggingface.co', 'github.com']

/** Requests the page may make of the session: its own files, and what it holds in memory. Developer tools are Electron's own page. */
const ownSchemes: readonly string[] = ['app:', 'blob:', 'data:', 'devtools:']

export function isLinked(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'https:' && linkedHosts.includes(url.host) && url.username === '' && url.password === ''
}

/** No permission is granted, no word is sent to a spelling service, no request leaves the machine. */
export function closeSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'))
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.setSpellCheckerEnabled(process.platform === 'darwin') // macOS checks on the machine; elsewhere Chromium would fetch dictionaries
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !ownSchemes.includes(URL.parse(details.url)?.protocol ?? '') }))
}

/** Applies to every page that ever comes to be, not only to our window's. */
export function closeEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => closePage(contents))
}

function closePage(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isLinked(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  contents.on('will-frame-navigate', (event) => { if (!isOwnAddress(event.url)) event.preventDefault() })
  contents.on('will-redirect', (event) => { if (!isOwnAddress(event.url)) event.preventDefault() })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.protocol}//${url.host}` === desktopOrigin
}
