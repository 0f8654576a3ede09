// The composition root: library, engine, services, router. Desktop, browser and command line all call it. Knows no shell.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import type { Speaker } from '#shared/contract/voices.ts'
import type { ProjectId } from '#shared/ids.ts'
import { createRouter, type Router } from './api/index.ts'
import { openLibrary } from './database/library.ts'
import { createCorpora } from './corpora/service.ts'
import { createEngineHost, type EngineHost, type EngineSpawn } from './engine/host.ts'
import { createOpenAi, type OpenAi } from './openai/service.ts'
import { createParrot } from './parrot/service.ts'
import { createProjects } from './projects/service.ts'
import { bookReader } from './publishing/read-book.ts'
import { createPublishing } from './publishing/service.ts'
import { createReaders } from './readers/service.ts'
import { createRemote, type Remote } from './remote/service.ts'
import { createSettings } from './settings/service.ts'
import { createTokenizers, type Tokenizers } from './tokenizers/service.ts'
import { createTraining } from './training/service.ts'
import { ModelService, type World } from './models/service.ts'
import { createModels } from './models/shelf.ts'
import { createToken, fileSafe, type Safe } from './models/token.ts'
import { createVoices } from './voices/service.ts'
import type { About } from './api/settings.ts'
import { createContexts } from './writing/context/service.ts'
import { createWriting } from './writing/service.ts'
import { programRoot } from './root.ts'
import { programVersions } from './versions.ts'

export type { Safe } from './models/token.ts'

export type AppOptions = {
  /** The author's data folder; made when missing. */
  readonly home: string
  /** What ships beside the code: models and sample manuscripts. */
  readonly resources: string
  readonly shell: About['shell']
  /** The engine process's program, where it does not lie in its usual place. */
  readonly engineEntry?: string
  /** The desktop starts processes its own way. */
  readonly spawnEngine?: EngineSpawn
  /** An engine that is there already, in place of one that starts when it is needed. */
  readonly engine?: EngineHost
  /** Where secrets are kept, by what they open, if not in files of the data folder. */
  readonly safes?: (name: Secret) => Safe
  /** Another program's address to write with, for this run alone: what she set under Settings stays as it is. */
  readonly endpoint?: { readonly address: string } | undefined
  /** Another hub, clock or disk than the real ones. */
  readonly world?: World
}

export type App = {
  readonly router: Router
  /** The same procedures in this process, typed. */
  readonly client: RouterClient<Router>
  readonly engine: EngineHost
  readonly tokenizers: Tokenizers
  readonly openAi: OpenAi
  readonly remote: Remote
  readonly home: string
  readonly dispose: () => Promise<void>
}

/** How long the engine may take to put its work away when the program ends. In milliseconds. */
const leavingPatience = 3000

export function createApp({ home, resources, shell, engineEntry = programAt('engine/process', 'index.ts', 'engine.js'), spawnEngine, engine: given, safes = (name) => plainSafe(home, name), endpoint, world }: AppOptions): App {
  const library = openLibrary(join(home, 'library.sqlite'))
  const engine = given ?? createEngineHost({ entry: engineEntry, home, patience: leavingPatience, ...(spawnEngine && { spawn: spawnEngine }) })
  const projects = createProjects(library)
  const corpora = createCorpora({ library, projects, resources, changed: (projectId) => parrot.changed(projectId) })
  const models = createModels(library, engine, { resources, home })
  const voices = createVoices({ library, engine, models, home })
  const token = createToken(safes('hub-token'))
  const modelService = new ModelService({ library, engine, models, token, home, voicesOn: voices.on, world })
  const training = createTraining({ library, engine, projects, models, voices, texts: corpora.forTraining, home })
  const readers = createReaders({ engine, models, texts: corpora.forTraining, now: library.now, home })
  const settings = createSettings(library)
  const homeOf = (speaker: Speaker) => ('voiceId' in speaker ? voices.list().find(({ id }) => id === speaker.voiceId)?.projectId ?? null : null)
  const parrot = createParrot({ library, projects, homeOf, choice: () => settings.get().parrot, folder: join(home, 'parrot'), program: programAt('parrot', 'worker.ts', 'parrot.js') })
  const remote = createRemote({ settings, safe: safes('endpoint-key'), now: library.now, instead: endpoint })
  const contexts = createContexts({ library, engine, projects, voices, remote })
  const writing = createWriting({ library, engine, projects, voices, contexts, remote, parrot })
  const publishing = createPublishing({ readBook: bookReader(projects), now: library.now })
  const openAi = createOpenAi({ engine, voices, models, parrot, now: library.now }, home)
  if (shell !== 'command') void openAi.resume()
  const about = { ...programVersions(), home, shell }
  const listed = { ...projects, remove: (id: ProjectId) => { projects.remove(id); parrot.changed(id) } }
  const router = createRouter({ projects: listed, corpora, models, modelService, token, voices, training, writing, contexts, parrot, publishing, readers, settings, openAi, remote, engine, about })
  return {
    router, client: createRouterClient(router), engine, tokenizers: createTokenizers(resources), openAi, remote, home,
    dispose: async () => {
      await openAi.dispose()
      await remote.dispose()
      await Promise.all([training.dispose(), modelService.dispose()])
      await engine.dispose()
      await parrot.dispose()
      library.database.close()
    }
  }
}

/** What a secret opens: models behind a licence, or another program that she lets write. */
export type Secret = 'hub-token' | 'endpoint-key'

/** For where there is no keychain: a file that only its owner may read. */
export const plainSafe = (home: string, name: Secret): Safe => fileSafe(join(home, name))

/** A program that runs beside this one: near this file as source, in one folder once built. */
function programAt(folder: string, source: string, built: string): string {
  const path = join(import.meta.dirname, folder, source)
  return existsSync(path) ? path : join(programRoot, 'out', 'main', built)
}
