// The desktop program's life: one at a time, opened on the library, closed only when everything is written. Knows the app, no service.
import { join } from 'node:path'
import { app, BrowserWindow, dialog, session } from 'electron'
import { createApp, plainSafe, type App } from '#main/app.ts'
import { builtPage, resource } from '#main/root.ts'
import { AuroreError, sentenceFor } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { askWhereToSave } from './downloads.ts'
import { spawnUtility } from './engine.ts'
import { systemKeychain } from './keychain.ts'
import { showMenu } from './menu.ts'
import { servePage } from './page.ts'
import { speakContract } from './port.ts'
import { closeSession } from './security.ts'
import { openWindow } from './window.ts'
import { words } from './words.ts'

/** How long leaving may take while a run writes its last checkpoint. In milliseconds. */
const patience = 5000

/** Another start on the same home only brings the first one forward. */
export function isOnlyOne(home: string): boolean {
  app.setPath('userData', join(home, 'desktop'))
  app.on('second-instance', () => { const [window] = BrowserWindow.getAllWindows(); window?.restore(); window?.focus() })
  return app.requestSingleInstanceLock()
}

export async function open(home: string): Promise<void> {
  const aurore = openLibrary(home)
  if (!aurore) return app.exit(1)
  const spoken = words[(await aurore.client.settings.get()).language]
  const own = session.defaultSession
  closeSession(own)
  servePage(own, builtPage)
  askWhereToSave(own, spoken)
  speakContract(aurore.router)
  showMenu(spoken)
  closeWithCare(aurore)
  openWindow({ session: own, placeFile: join(home, 'desktop', 'window.json'), words: spoken })
}

/** A library that cannot be opened is said in words, and left alone. */
function openLibrary(home: string): App | null {
  try {
    return createApp({ home, resources: resource(), shell: 'desktop', spawnEngine: spawnUtility, safes: (name) => systemKeychain(join(home, 'desktop', name), plainSafe(home, name)) })
  } catch (error) {
    const language: Language = app.getLocale().startsWith('fr') ? 'fr' : 'en'
    dialog.showErrorBox('Aurore', error instanceof AuroreError ? sentenceFor(error.code, language, error.params) : sentenceFor('general.unexpected', language, { detail: String(error) }))
    return null
  }
}

function closeWithCare(aurore: App): void {
  app.on('window-all-closed', () => app.quit())
  app.once('will-quit', (event) => {
    event.preventDefault()
    const late = new Promise((resolve) => setTimeout(resolve, patience))
    void Promise.race([aurore.dispose(), late]).catch(() => {}).finally(() => app.exit())
  })
}
