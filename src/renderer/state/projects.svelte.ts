// The books of the library. Knows nothing of their text.
import type { Project } from '#shared/contract/projects.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import { api } from '../lib/api/index.ts'
import { failureOf, type Failure } from '../lib/api/failure.ts'

class Projects {
  /** Null until read once; newest first. */
  list = $state.raw<readonly Project[] | null>(null)
  failure = $state.raw<Failure | null>(null)

  async load(): Promise<void> {
    try {
      this.list = byNewest(await api.projects.list())
      this.failure = null
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  byId(id: ProjectId): Project | null {
    return this.list?.find((project) => project.id === id) ?? null
  }

  /** Reads one book again: its counts changed. */
  async refresh(id: ProjectId): Promise<void> {
    this.#put(await api.projects.get({ id }))
  }

  async create(title: string, author: string, language: Language): Promise<Project> {
    const project = await api.projects.create({ title, author, language })
    this.#put(project)
    return project
  }

  /** A book to write in at once: with its first chapter and an empty page. */
  async begin(book: { readonly title: string; readonly author: string; readonly language: Language }, firstChapter: string): Promise<Project> {
    const project = await this.create(book.title, book.author, book.language)
    await api.projects.addNode({ projectId: project.id, parentId: null, kind: 'chapter', title: firstChapter, afterId: null })
    return project
  }

  async update(id: ProjectId, change: { readonly title?: string; readonly author?: string; readonly language?: Language }): Promise<void> {
    this.#put(await api.projects.update({ id, ...change }))
  }

  async remove(id: ProjectId): Promise<void> {
    await api.projects.remove({ id })
    this.list = (this.list ?? []).filter((project) => project.id !== id)
  }

  async restore(id: ProjectId): Promise<void> {
    this.#put(await api.projects.restore({ id }))
  }

  #put(project: Project): void {
    this.list = byNewest([...(this.list ?? []).filter((other) => other.id !== project.id), project])
  }
}

const byNewest = (list: readonly Project[]): readonly Project[] => [...list].sort((a, b) => b.updatedAt - a.updatedAt)

export const projects = new Projects()
