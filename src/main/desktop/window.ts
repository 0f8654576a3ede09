// Aurore's one window: sandboxed, closed to everything but its own page. Knows no service.
import { join } from 'node:path'
import { BrowserWindow, dialog, type Session } from 'electron'
import { desktopOrigin } from '#shared/shell.ts'
import { programRoot } from '../root.ts'
import { recall, remember } from './place.ts'
import type { Words } from './words.ts'

export function openWindow(options: { readonly session: Session; readonly placeFile: string; readonly words: Words }): BrowserWindow {
  const { maximized, x, y, width, height } = recall(options.placeFile)
  const window = new BrowserWindow({
    width, height, ...(x !== undefined && y !== undefined && { x, y }), minWidth: 900, minHeight: 600, show: false, title: 'Aurore', autoHideMenuBar: true,
    webPreferences: {
      session: options.session, preload: join(programRoot, 'out', 'preload', 'index.cjs'),
      contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: process.platform === 'darwin'
    }
  })
  window.once('ready-to-show', () => { if (maximized) window.maximize(); window.show() })
  window.on('close', () => remember(options.placeFile, window))
  askBeforeLosing(window, options.words)
  void window.loadURL(`${desktopOrigin}/`)
  return window
}

/** The page holds on while a save is under way; a page that died is loaded again, its text is in the database. */
function askBeforeLosing(window: BrowserWindow, words: Words): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, { type: 'warning', message: words.unsaved, buttons: [words.stay, words.leave], defaultId: 0, cancelId: 0 })
    if (choice === 1) event.preventDefault()
  })
  window.webContents.on('render-process-gone', (_event, details) => { if (details.reason !== 'clean-exit') window.webContents.reload() })
}
