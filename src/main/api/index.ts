// The treaty, kept: every procedure of the contract with its service behind it. Knows no shell.
import type { Corpora } from '../corpora/service.ts'
import type { Projects } from '../projects/service.ts'
import type { SettingsService } from '../settings/service.ts'
import type { Engine } from '../voices/engine.ts'
import type { Models } from '../voices/models.ts'
import type { Voices } from '../voices/service.ts'
import { corporaApi } from './corpora.ts'
import { projectsApi } from './projects.ts'
import { settingsApi, type About } from './settings.ts'
import { voicesApi } from './voices.ts'

export type Services = {
  readonly projects: Projects, readonly corpora: Corpora, readonly models: Models, readonly voices: Voices
  readonly settings: SettingsService, readonly engine: Engine, readonly about: About
}

export const createRouter = ({ projects, corpora, models, voices, settings, engine, about }: Services) => ({
  projects: projectsApi(projects),
  corpora: corporaApi(corpora),
  voices: voicesApi(models, voices),
  settings: settingsApi(settings, engine, about)
})
export type Router = ReturnType<typeof createRouter>
