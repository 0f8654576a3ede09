// The place in a book that a command writes at: the end of a chapter, or of the book, with what is written behind it. Knows the contract's outline.
import type { Place } from '#shared/contract/context.ts'
import type { Project } from '#shared/contract/projects.ts'
import { plainText } from '#shared/manuscript.ts'
import { theChapter } from './find.ts'
import type { Frame } from './frame.ts'

export type PlaceOptions = { readonly chapter?: string; readonly prompt?: string; readonly after?: string }

/** The last scene of the chapter named, or of the book; `prompt` begins a paragraph behind its text. Null: the book has no page yet. */
export async function placeIn(frame: Frame, project: Project, { chapter, prompt, after = '' }: PlaceOptions): Promise<Place | null> {
  const chapterId = chapter === undefined ? null : (await theChapter(frame, project, chapter)).id
  const outline = await frame.client.projects.outline({ projectId: project.id })
  const scene = outline.findLast(({ kind, parentId }) => kind === 'scene' && (chapterId === null || parentId === chapterId))
  if (!scene) return null
  const { doc } = await frame.client.projects.openScene({ id: scene.id })
  return { sceneId: scene.id, before: [plainText(doc), prompt ?? ''].filter((text) => text.trim() !== '').join('\n\n'), after }
}
