// Settings and what this machine is, as the contract names them.
import type { SettingsService } from '../settings/service.ts'
import type { Engine } from '../voices/engine.ts'
import { api } from './base.ts'

const on = api.settings

export type About = { readonly version: string, readonly home: string, readonly node: string, readonly engine: string, readonly shell: 'desktop' | 'browser' | 'command' }

export const settingsApi = (service: SettingsService, engine: Engine, about: About) => ({
  get: on.get.handler(() => service.get()),
  set: on.set.handler(({ input }) => service.set(input)),
  about: on.about.handler(() => about),
  devices: on.devices.handler(() => engine.writer.devices())
})
