// Projects (books) and the outline of their manuscript: parts, chapters, scenes.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { NodeId, ProjectId } from '../ids.ts'
import { Language } from '../language.ts'
import { ManuscriptDoc } from '../manuscript.ts'
import { procedure, Timestamp } from './base.ts'

export const Title = z.string().trim().min(1).max(300)

export const Project = z.object({
  id: ProjectId, title: Title, author: z.string().max(200), language: Language,
  words: z.number().int(), chapters: z.number().int(), documents: z.number().int(), voices: z.number().int(),
  createdAt: Timestamp, updatedAt: Timestamp
})
export type Project = z.infer<typeof Project>

export const NodeKind = z.enum(['part', 'chapter', 'scene'])
export type NodeKind = z.infer<typeof NodeKind>

/** One line of the binder. Text lives in scenes; parts hold chapters, chapters hold scenes. `position` orders siblings. */
export const OutlineNode = z.object({
  id: NodeId, projectId: ProjectId, parentId: NodeId.nullable(), kind: NodeKind, title: z.string().max(300),
  position: z.number().int(), words: z.number().int(), updatedAt: Timestamp
})
export type OutlineNode = z.infer<typeof OutlineNode>

/** A scene opened for writing. `revision` grows by one with each save. */
export const Scene = z.object({ id: NodeId, projectId: ProjectId, title: z.string(), doc: ManuscriptDoc, revision: z.number().int(), words: z.number().int(), savedAt: Timestamp })
export type Scene = z.infer<typeof Scene>

const AddNode = z.object({ projectId: ProjectId, parentId: NodeId.nullable(), kind: NodeKind, title: z.string().max(300), afterId: NodeId.nullable().optional() })

export const projects = {
  list: procedure.output(z.array(Project)),
  create: procedure.input(z.object({ title: Title, author: z.string().max(200).default(''), language: Language })).output(Project),
  get: procedure.input(z.object({ id: ProjectId })).output(Project),
  update: procedure.input(z.object({ id: ProjectId, title: Title.optional(), author: z.string().max(200).optional(), language: Language.optional() })).output(Project),
  /** To the bin; `restore` brings it back whole. */
  remove: procedure.input(z.object({ id: ProjectId })).output(z.void()),
  restore: procedure.input(z.object({ id: ProjectId })).output(Project),

  outline: procedure.input(z.object({ projectId: ProjectId })).output(z.array(OutlineNode)),
  /** Adding a chapter also adds its first, empty scene. */
  addNode: procedure.input(AddNode).output(OutlineNode),
  renameNode: procedure.input(z.object({ id: NodeId, title: z.string().max(300) })).output(OutlineNode),
  moveNode: procedure.input(z.object({ id: NodeId, parentId: NodeId.nullable(), afterId: NodeId.nullable() })).output(z.array(OutlineNode)),
  removeNode: procedure.input(z.object({ id: NodeId })).output(z.void()),
  restoreNode: procedure.input(z.object({ id: NodeId })).output(OutlineNode),

  openScene: procedure.input(z.object({ id: NodeId })).output(Scene),
  /** Refused with `projects.stale-scene` when `baseRevision` is not the stored one (two windows): nothing is overwritten unasked. */
  saveScene: procedure.input(z.object({ id: NodeId, doc: ManuscriptDoc, baseRevision: z.number().int() })).output(z.object({ revision: z.number().int(), words: z.number().int(), savedAt: Timestamp })),
  /** Emits the outline whenever it changes, first at once. */
  watchOutline: procedure.input(z.object({ projectId: ProjectId })).output(eventIterator(z.array(OutlineNode)))
}
