// Finds what the author named: her project, her voice, a model, a chapter. Knows the contract's lists, no command.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { OutlineNode, Project } from '#shared/contract/projects.ts'
import type { Model, Speaker, Voice } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Frame } from './frame.ts'

const same = (a: string, b: string): boolean => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase()

export async function findProject({ client }: Frame, name: string): Promise<Project | null> {
  return (await client.projects.list()).find((project) => project.id === name || same(project.title, name)) ?? null
}

export async function theProject(frame: Frame, name: string): Promise<Project> {
  const found = await findProject(frame, name)
  if (!found) throw new AuroreError('shell.no-project', { name, home: frame.app.home })
  return found
}

/** The newest voice of that name, in one project or in all. */
export async function findVoice({ client }: Frame, name: string, project: Project | null): Promise<Voice | null> {
  const voices = await client.voices.list(project ? { projectId: project.id } : {})
  const named = voices.filter((voice) => voice.id === name || same(voice.name, name))
  return named.toSorted((a, b) => b.updatedAt - a.updatedAt)[0] ?? null
}

export async function theVoice(frame: Frame, name: string, project: Project | null): Promise<Voice> {
  const found = await findVoice(frame, name, project)
  if (!found) throw new AuroreError('shell.no-voice', { name, home: frame.app.home })
  return found
}

/** A known model by its id or name, or a Hugging Face folder or a GGUF, which becomes known. Nothing named: the built-in one. */
export async function theModel({ client }: Frame, name: string | undefined): Promise<Model> {
  const models = await client.voices.models()
  const known = models.find((model) => (name === undefined ? model.builtIn : model.id === name || same(model.name, name)))
  if (known) return known
  const folder = resolve(name ?? '')
  const isModel = existsSync(join(folder, 'config.json')) || (/\.gguf$/i.test(folder) && existsSync(folder))
  if (name === undefined || !isModel) throw new AuroreError('shell.no-model', { name: name ?? 'built-in' })
  return models.find((model) => resolve(model.folder) === folder) ?? await client.voices.addModel({ folder })
}

export type SpeakerOptions = { readonly voice?: string; readonly model?: string; readonly project?: string }

/** Who speaks: a voice when one is named, else a model as it came. */
export async function theSpeaker(frame: Frame, options: SpeakerOptions): Promise<Speaker> {
  const project = options.project === undefined ? null : await theProject(frame, options.project)
  if (options.voice !== undefined) return { voiceId: (await theVoice(frame, options.voice, project)).id }
  return { modelId: (await theModel(frame, options.model)).id }
}

/** Chapters in the order of the book; by number from 1, or by title. */
export async function theChapter({ client }: Frame, project: Project, chapter: string): Promise<OutlineNode> {
  const chapters = inBookOrder(await client.projects.outline({ projectId: project.id })).filter((node) => node.kind === 'chapter')
  const found = chapters.find((node) => same(node.title, chapter)) ?? (/^\d+$/.test(chapter) ? chapters[Number(chapter) - 1] : undefined)
  if (!found) throw new AuroreError('shell.no-chapter', { name: project.title, chapter })
  return found
}

function inBookOrder(nodes: readonly OutlineNode[], parent: OutlineNode['parentId'] = null): readonly OutlineNode[] {
  const children = nodes.filter((node) => node.parentId === parent).toSorted((a, b) => a.position - b.position)
  return children.flatMap((node) => [node, ...inBookOrder(nodes, node.id)])
}
