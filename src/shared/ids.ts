// Branded identifiers: a scene's id cannot be handed where a project's is wanted. Knows nothing of where they are kept.
import { z } from 'zod'

const id = <Brand extends string>() => z.string().min(1).max(64).regex(/^[A-Za-z0-9_-]+$/).brand<Brand>()

export const ProjectId = id<'ProjectId'>()
export const NodeId = id<'NodeId'>()
export const DocumentId = id<'DocumentId'>()
export const VoiceId = id<'VoiceId'>()
export const RunId = id<'RunId'>()
export const ModelId = id<'ModelId'>()
export const GenerationId = id<'GenerationId'>()
export const LoreId = id<'LoreId'>()

export type ProjectId = z.infer<typeof ProjectId>
export type NodeId = z.infer<typeof NodeId>
export type DocumentId = z.infer<typeof DocumentId>
export type VoiceId = z.infer<typeof VoiceId>
export type RunId = z.infer<typeof RunId>
export type ModelId = z.infer<typeof ModelId>
export type GenerationId = z.infer<typeof GenerationId>
export type LoreId = z.infer<typeof LoreId>
