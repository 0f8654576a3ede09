// Words every screen shares, in English.
import type { MessageTable } from '../messages.ts'

export const common = {
  library: 'Library', write: 'Write', corpus: 'Corpus', learn: 'Learn my voice', publish: 'Publish', settings: 'Settings', shortcuts: 'Keyboard shortcuts',
  screens: 'Screens of this book', statusBar: 'Status', close: 'Close', cancel: 'Cancel', undo: 'Undo', dismiss: 'Dismiss', retry: 'Try again',
  rename: 'Rename', remove: 'Remove',
  save: 'Save', stop: 'Stop', advanced: 'Advanced', loading: 'Opening…', notices: 'Notices', skip: 'Skip to the page',
  words: { one: '{count} word', other: '{count} words' },
  chapters: { one: '{count} chapter', other: '{count} chapters' },
  connectionLost: 'Connection lost. Nothing typed is lost; reconnecting…',
  connectionLostLong: 'Aurore is not answering. What you typed is kept in this window. It will be saved as soon as the connection is back.',
  saved: 'Saved {ago}', savedNow: 'Saved just now', saving: 'Saving…', unsaved: 'Not saved yet; kept in this window',
  learning: 'Learning your voice: {percent}', learningLeft: 'Learning your voice: {percent}, {time} left',
  learningPaused: 'Learning your voice: waiting at {percent}', failureTitle: 'That did not work',
  keySpace: 'Space', keyEnter: 'Enter', keyEsc: 'Esc', keyDelete: 'Delete', keyShift: 'Shift',
  generalKeys: 'Everywhere', dropTitle: 'Drop your files here'
} as const satisfies MessageTable
