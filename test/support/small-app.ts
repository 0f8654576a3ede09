// The whole app on a folder of its own, with the small engine. Each test that opens one closes it.
import { cpSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '#main/app.ts'
import { spawnWithNode, type EngineChild } from '#main/engine/host.ts'
import type { World } from '#main/models/service.ts'
import { resource } from '#main/root.ts'
import type { Language } from '#shared/language.ts'
import type { ProjectId } from '#shared/ids.ts'
import { makeSmallModel } from './small-model.ts'

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'aurore-'))

type Role = 'trainer' | 'writer'
export type SmallApp = App & { readonly children: Map<Role, EngineChild> }

/** `home` again opens a second app on the same library. */
export function openSmallApp(home = temporary(), world?: World): SmallApp {
  const resources = join(home, 'resources')
  makeSmallModel(join(resources, 'models', 'small'))
  cpSync(resource('samples'), join(resources, 'samples'), { recursive: true })
  const children = new Map<Role, EngineChild>()
  const app = createApp({
    home, resources, shell: 'command', ...(world && { world }), engineEntry: join(import.meta.dirname, 'small-engine.ts'),
    spawnEngine: (entry, args) => { const child = spawnWithNode(entry, args); children.set(args[0] === 'trainer' ? 'trainer' : 'writer', child); return child }
  })
  return { ...app, children }
}

/** A project with a few pages of the sample novel, in four chapters: quick to learn from. */
export async function withPages(app: App): Promise<ProjectId> {
  const { id } = await app.client.projects.create({ title: 'Essai', author: 'A.', language: 'fr' })
  const novel = readFileSync(resource('samples', 'fr', 'la-varagne.md'), 'utf8')
  const pages = novel.split(/^(?=## )/m).slice(1, 5).map((chapter) => chapter.slice(0, 900)).join('\n\n')
  const { failures } = await app.client.corpora.import({ projectId: id, files: [new File([pages], 'pages.md')], into: 'both' })
  if (failures.length > 0) throw new Error(JSON.stringify(failures))
  return id
}

/** A project with the sample novel in it. */
export async function withSample(app: App, language: Language = 'fr'): Promise<ProjectId> {
  const { id } = await app.client.projects.create({ title: 'Essai', author: 'A.', language })
  await app.client.corpora.importSample({ projectId: id, language })
  return id
}
