// The one place where the page's messages reach the desktop program: a port handed over by our own page, and nothing else.
import { ipcMain, type WebFrameMain } from 'electron'
import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { desktopOrigin, portGreeting } from '#shared/shell.ts'

/** Only the top frame of Aurore's own page may hand over a port. */
const isOwnPage = (frame: WebFrameMain | null): boolean => frame !== null && frame.parent === null && frame.origin === desktopOrigin

export function speakContract(router: AnyRouter): void {
  const handler = new RPCHandler(router)
  ipcMain.on(portGreeting, (event) => {
    const port = event.ports[0]
    if (!port) return
    if (!isOwnPage(event.senderFrame)) return port.close()
    handler.upgrade(port)
    port.start()
  })
}
