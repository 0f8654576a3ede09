// Files on their way in: a new book from them, or into a book that is there. Knows no screen.
import type { z } from 'zod'
import type { ImportTarget } from '#shared/contract/corpora.ts'
import type { Project } from '#shared/contract/projects.ts'
import { isErrorCode, sentenceFor } from '#shared/errors/index.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import { api } from '../lib/api/index.ts'
import { currentLanguage, t } from '../lib/i18n/index.ts'
import { projects } from './projects.svelte.ts'
import { toasts } from './toasts.svelte.ts'

class Imports {
  /** How many files are being read now. */
  reading = $state(0)

  /** Reads files into a book; each one that could not be read is told by name. */
  async into(projectId: ProjectId, files: readonly File[], target: z.infer<typeof ImportTarget>): Promise<Language | null> {
    this.reading += files.length
    try {
      const { documents, failures } = await api.corpora.import({ projectId, files: [...files], into: target })
      for (const { name, code, params } of failures) {
        const reason = isErrorCode(code) ? sentenceFor(code, currentLanguage(), params) : code
        toasts.say(t('library.notRead', { name, reason }))
      }
      if (documents.length > 0) toasts.say(t('library.imported', { count: documents.length }))
      await projects.refresh(projectId)
      return documents[0]?.language ?? null
    } finally {
      this.reading -= files.length
    }
  }

  /** A new book named after the first file, in the language its text turns out to be in. */
  async newBook(files: readonly File[]): Promise<Project | null> {
    const first = files[0]
    if (first === undefined) return null
    const title = first.name.replace(/\.[^.]+$/, '').replace(/[_-]+/g, ' ').trim() || first.name
    const project = await projects.create(title, '', currentLanguage())
    const language = await this.into(project.id, files, 'both')
    if (language !== null && language !== project.language) await projects.update(project.id, { language })
    return project
  }

  /** The novel that comes with Aurore. */
  async sampleBook(title: string, language: Language): Promise<Project> {
    const project = await projects.create(title, '', language)
    const documents = await api.corpora.importSample({ projectId: project.id, language })
    const named = documents[0]?.title.trim()
    if (named !== undefined && named !== '') await projects.update(project.id, { title: named })
    await projects.refresh(project.id)
    return project
  }
}

export const imports = new Imports()
