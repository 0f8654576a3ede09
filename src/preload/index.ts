// The bridge: takes one message port from Aurore's own page and passes it on. Exposes nothing of Electron, knows no procedure.
import { ipcRenderer } from 'electron'
import { desktopOrigin, portGreeting } from '#shared/shell.ts'

window.addEventListener('message', (event) => {
  const port = event.ports[0]
  if (event.source !== window || event.origin !== desktopOrigin || event.data !== portGreeting || !port) return
  ipcRenderer.postMessage(portGreeting, null, [port])
})
