// The treaty, kept: every procedure of the contract with its service behind it. Knows no shell.
import type { Corpora } from '../corpora/service.ts'
import type { OpenAi } from '../openai/service.ts'
import type { Parrot } from '../parrot/service.ts'
import type { Projects } from '../projects/service.ts'
import type { Publishing } from '../publishing/service.ts'
import type { Readers } from '../readers/service.ts'
import type { Remote } from '../remote/service.ts'
import type { SettingsService } from '../settings/service.ts'
import type { Training } from '../training/service.ts'
import type { Engine } from '../voices/engine.ts'
import type { ModelService } from '../models/service.ts'
import type { Models } from '../models/shelf.ts'
import type { Token } from '../models/token.ts'
import type { Voices } from '../voices/service.ts'
import type { Contexts } from '../writing/context/service.ts'
import type { Writing } from '../writing/service.ts'
import { api } from './base.ts'
import { contextApi } from './context.ts'
import { corporaApi } from './corpora.ts'
import { endpointApi } from './endpoint.ts'
import { modelsApi } from './models.ts'
import { openaiApi } from './openai.ts'
import { parrotApi } from './parrot.ts'
import { projectsApi } from './projects.ts'
import { publishingApi } from './publishing.ts'
import { readersApi } from './readers.ts'
import { settingsApi, type About } from './settings.ts'
import { trainingApi } from './training.ts'
import { voicesApi } from './voices.ts'
import { writingApi } from './writing.ts'

export type Services = {
  readonly projects: Projects, readonly corpora: Corpora, readonly models: Models, readonly modelService: ModelService, readonly token: Token, readonly voices: Voices
  readonly training: Training, readonly writing: Writing, readonly contexts: Contexts, readonly parrot: Parrot, readonly publishing: Publishing
  readonly readers: Readers, readonly settings: SettingsService, readonly openAi: OpenAi, readonly remote: Remote, readonly engine: Engine, readonly about: About
}

export const createRouter = ({ projects, corpora, models, modelService, token, voices, training, writing, contexts, parrot, publishing, readers, settings, openAi, remote, engine, about }: Services) => api.router({
  projects: projectsApi(projects),
  corpora: corporaApi(corpora),
  models: modelsApi(modelService, token),
  voices: voicesApi(models, voices),
  training: trainingApi(training),
  writing: writingApi(writing),
  context: contextApi(contexts),
  parrot: parrotApi(parrot),
  publishing: publishingApi(publishing),
  readers: readersApi(readers),
  settings: settingsApi(settings, engine, about),
  openai: openaiApi(openAi),
  endpoint: endpointApi(remote)
})
export type Router = ReturnType<typeof createRouter>
