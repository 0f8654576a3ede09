// Where the program itself lies: run from source, built into out/, or packaged. Knows nothing of the author's data.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const isRoot = (folder: string): boolean => {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'aurore'
}

function climb(folder: string): string {
  if (isRoot(folder)) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error(`no package.json of Aurore above ${import.meta.dirname}`)
  return climb(above)
}

/** The folder of Aurore's package.json: bundling moves files about, this stays. */
export const programRoot: string = climb(import.meta.dirname)

/** What ships beside the code: the built-in model, the sample manuscripts. */
export const resource = (...path: readonly string[]): string => join(programRoot, 'resources', ...path)

/** The built page, made by `npm run build`. */
export const builtPage: string = join(programRoot, 'out', 'renderer')
