// An exported book leaves the page as a download: the author says where, every time. Knows no format.
import { app, type Session } from 'electron'
import { join } from 'node:path'
import type { Words } from './words.ts'

/** The system's own dialog asks before it replaces a file. Only what the page made itself can be saved. */
export function askWhereToSave(session: Session, words: Words): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:')) return event.preventDefault()
    item.setSaveDialogOptions({ title: words.saveAs, defaultPath: join(app.getPath('documents'), item.getFilename()), properties: ['showOverwriteConfirmation', 'createDirectory'] })
  })
}
