// Projects and their manuscripts: every act is one transaction, then the listeners hear of it. Knows no shell.
import type { Project, Scene } from '#shared/contract/projects.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { ProjectId, type NodeId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import type { ManuscriptDoc } from '#shared/manuscript.ts'
import type { Library } from '../database/library.ts'
import { binderActs } from './binder.ts'
import { createDesk, type Desk } from './desk.ts'
import { openedScene, saveOver, type Saved } from './scenes.ts'

type NewProject = { readonly title: string, readonly author: string, readonly language: Language }
type ProjectChange = { readonly id: ProjectId } & { readonly [K in keyof NewProject]?: NewProject[K] | undefined }
type Saving = { readonly id: NodeId, readonly doc: ManuscriptDoc, readonly baseRevision: number }

export function createProjects(library: Library) {
  const desk = createDesk(library)
  return { ...projectActs(desk), ...binderActs(desk), ...sceneActs(desk) }
}
export type Projects = ReturnType<typeof createProjects>

function projectActs({ rows, library, act, get }: Desk) {
  return {
    list: (): Project[] => rows.all(),
    get,
    create({ title, author, language }: NewProject): Project {
      const id = ProjectId.parse(library.newId())
      rows.insert(id, title, author, language, library.now())
      return get(id)
    },
    update: ({ id, title, author, language }: ProjectChange): Project => act(() => {
      const old = get(id)
      rows.update({ ...old, title: title ?? old.title, author: author ?? old.author, language: language ?? old.language }, library.now())
      return get(id)
    }),
    remove(id: ProjectId): void {
      get(id)
      rows.bin(id, library.now())
    },
    restore(id: ProjectId): Project {
      rows.bin(id, null)
      return get(id)
    }
  }
}

function sceneActs({ outline, nodes, scenes, change, library }: Desk) {
  return {
    openScene: (id: NodeId): Scene => openedScene(outline.living(id), scenes.one(id)),
    /** Its plain text alone. */
    sceneText: (id: NodeId): string => scenes.one(outline.living(id).id)?.text ?? '',
    /** A scene in the bin is saved too: a window that still shows it must not lose a word. */
    saveScene({ id, doc, baseRevision }: Saving): Saved {
      const node = nodes.one(id)
      if (!node) throw new AuroreError('general.not-found', { what: 'scene' })
      return change(node.projectId, () => saveOver(scenes, id, doc, baseRevision, library.now()))
    }
  }
}
