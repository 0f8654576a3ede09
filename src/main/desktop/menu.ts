// The menu bar, in the author's language. Every line is one of the system's own roles. Knows no service.
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

const separator: MenuItemConstructorOptions = { type: 'separator' }

export function showMenu(words: Words): void {
  const bar = [...(process.platform === 'darwin' ? [macMenu(words)] : []), fileMenu(words), editMenu(words), viewMenu(words), windowMenu(words)]
  Menu.setApplicationMenu(Menu.buildFromTemplate(bar))
}

const macMenu = (words: Words): MenuItemConstructorOptions => ({
  label: 'Aurore',
  submenu: [
    { role: 'about', label: words.about }, separator,
    { role: 'hide', label: words.hide }, { role: 'hideOthers', label: words.hideOthers }, { role: 'unhide', label: words.unhide }, separator,
    { role: 'quit', label: words.quit }
  ]
})

const fileMenu = (words: Words): MenuItemConstructorOptions => ({
  label: words.file,
  submenu: process.platform === 'darwin' ? [{ role: 'close', label: words.close }] : [{ role: 'about', label: words.about }, separator, { role: 'quit', label: words.quit }]
})

const editMenu = (words: Words): MenuItemConstructorOptions => ({
  label: words.edit,
  submenu: [
    { role: 'undo', label: words.undo }, { role: 'redo', label: words.redo }, separator,
    { role: 'cut', label: words.cut }, { role: 'copy', label: words.copy }, { role: 'paste', label: words.paste },
    { role: 'pasteAndMatchStyle', label: words.pastePlain }, { role: 'selectAll', label: words.selectAll }
  ]
})

const viewMenu = (words: Words): MenuItemConstructorOptions => ({
  label: words.view,
  submenu: [
    { role: 'zoomIn', label: words.zoomIn }, { role: 'zoomOut', label: words.zoomOut }, { role: 'resetZoom', label: words.zoomReset }, separator,
    { role: 'togglefullscreen', label: words.fullScreen }, separator, { role: 'toggleDevTools', label: words.tools }
  ]
})

const windowMenu = (words: Words): MenuItemConstructorOptions => ({
  label: words.window,
  submenu: [
    { role: 'minimize', label: words.minimize }, { role: 'close', label: words.close },
    ...(process.platform === 'darwin' ? [separator, { role: 'front', label: words.front } satisfies MenuItemConstructorOptions] : [])
  ]
})
