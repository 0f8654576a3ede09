// Where the author's library lies when she chose no place. Knows the three systems' customs, and makes nothing.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const customs: Readonly<Partial<Record<NodeJS.Platform, (env: NodeJS.ProcessEnv) => string>>> = {
  darwin: () => join(homedir(), 'Library', 'Application Support', 'Aurore'),
  win32: (env) => join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Aurore')
}

const xdg = (env: NodeJS.ProcessEnv): string => join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'aurore')

/** `--home` first, then AURORE_HOME, then the system's own place for programs' data. */
export function homeFolder(chosen: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const wanted = chosen || env['AURORE_HOME']
  return wanted ? resolve(wanted) : (customs[process.platform] ?? xdg)(env)
}
