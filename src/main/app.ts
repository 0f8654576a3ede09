// The composition root: library, engine, services, router. Desktop, browser and command line all call it. Knows no shell.
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import { createRouter, type Router } from './api/index.ts'
import { openLibrary } from './database/library.ts'
import { createProjects } from './projects/service.ts'
import { createSettings } from './settings/service.ts'
import { createModels } from './voices/models.ts'
import { createVoices } from './voices/service.ts'
import type { Engine } from './voices/engine.ts'
import type { About } from './api/settings.ts'
import { programVersions } from './versions.ts'

export type AppOptions = {
  /** The author's data folder; made when missing. */
  readonly home: string
  /** What ships beside the code: models and sample manuscripts. */
  readonly resources: string
  readonly shell: About['shell']
}

export type App = {
  readonly router: Router
  /** The same procedures in this process, typed. */
  readonly client: RouterClient<Router>
  readonly home: string
  readonly dispose: () => Promise<void>
}

export function createApp({ home, resources, shell }: AppOptions): App {
  const library = openLibrary(join(home, 'library.sqlite'))
  const engine: Engine = { get trainer(): never { throw new Error('engine not there yet') }, get writer(): never { throw new Error('engine not there yet') } }
  const projects = createProjects(library)
  const models = createModels(library, engine, resources)
  const voices = createVoices({ library, engine, models, home })
  const settings = createSettings(library)
  const about = { ...programVersions(), home, shell }
  const router = createRouter({ projects, models, voices, settings, engine, about })
  return {
    router, client: createRouterClient(router), home,
    dispose: async () => { library.database.close() }
  }
}
