// Runs one command of the real `aurore` to its end, before a screen is opened.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../../bin/aurore.js', import.meta.url))

export const run = async (...args: readonly string[]): Promise<void> => { await promisify(execFile)(process.execPath, [program, ...args]) }
