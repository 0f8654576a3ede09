// Looks for a regular expression of hers without ever stopping the program: one that takes too long is given up. Knows no entry.
import { createContext, Script } from 'node:vm'
import type { FindPattern } from './lorebook.ts'

/** Far more than any sensible expression needs on some paragraphs. In milliseconds. */
const patience = 40

const script = new Script('new RegExp(source, flags).test(text)')
const wish: { source: string, flags: string, text: string } = { source: '', flags: '', text: '' }
const room = createContext(wish)

export const findPattern: FindPattern = (source, flags, text) => {
  Object.assign(wish, { source, flags, text })
  try {
    return script.runInContext(room, { timeout: patience }) === true
  } catch {
    return null
  }
}
