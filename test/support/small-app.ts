// The whole app on a folder of its own, with the small engine. Each test that opens one closes it.
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '#main/app.ts'
import { spawnWithNode, type EngineChild } from '#main/engine/host.ts'
import { resource } from '#main/root.ts'
import type { Language } from '#shared/language.ts'
import type { ProjectId } from '#shared/ids.ts'
import { makeSmallModel } from './small-model.ts'

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'aurore-'))

export type SmallApp = App & { readonly children: readonly EngineChild[] }

/** `home` again opens a second app on the same library. */
export function openSmallApp(home = temporary()): SmallApp {
  const resources = join(home, 'resources')
  makeSmallModel(join(resources, 'models', 'small'))
  cpSync(resource('samples'), join(resources, 'samples'), { recursive: true })
  const children: EngineChild[] = []
  const app = createApp({
    home, resources, shell: 'command', engineEntry: join(import.meta.dirname, 'small-engine.ts'),
    spawnEngine: (entry, args) => { const child = spawnWithNode(entry, args); children.push(child); return child }
  })
  return { ...app, children }
}

/** A project with the sample novel in it. */
export async function withSample(app: App, language: Language = 'fr'): Promise<ProjectId> {
  const { id } = await app.client.projects.create({ title: 'Essai', author: 'A.', language })
  await app.client.corpora.importSample({ projectId: id, language })
  return id
}
