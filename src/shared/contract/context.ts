// What the model sees beside the page: memory, author's note, lorebook, summaries, and how they share the room. The assembled prompt, part by part.
import { z } from 'zod'
import { LoreId, NodeId, ProjectId } from '../ids.ts'
import { procedure, Timestamp } from './base.ts'
import { Speaker } from './voices.ts'

/** Where a part of the prompt comes from, in the order in which the prompt holds them (the note stands among the lines before the cursor). */
export const ContextOrigin = z.enum(['memory', 'lore', 'summary', 'note', 'before', 'after'])
export type ContextOrigin = z.infer<typeof ContextOrigin>

/** Of the room there is, as shares from 0 to 1: what an origin is sure of, and what it never passes. The text before the cursor takes all that is left. */
export const ContextShare = z.object({ least: z.number().min(0).max(1), most: z.number().min(0).max(1) })
export type ContextShare = z.infer<typeof ContextShare>

/** Origins that share what the text before the cursor leaves. */
export const SharedOrigin = z.enum(['memory', 'lore', 'summary', 'note', 'after'])
export type SharedOrigin = z.infer<typeof SharedOrigin>

export const ContextBudget = z.object({
  /** Tokens the model is shown at most, whatever its window: more is slower. */
  tokens: z.number().int().min(64).max(131_072),
  /** The text before the cursor is sure of this share. */
  before: z.number().min(0.1).max(1),
  shares: z.record(SharedOrigin, ContextShare),
  /** Who is served first when there is not enough. */
  order: z.array(SharedOrigin).length(SharedOrigin.options.length).refine((order) => new Set(order).size === order.length, 'each origin once')
})
export type ContextBudget = z.infer<typeof ContextBudget>

export const ContextNotes = z.object({
  projectId: ProjectId, memory: z.string().max(200_000), note: z.string().max(20_000),
  /** The note stands before so many of the last paragraphs; 1: just before the one being written. */
  noteDepth: z.number().int().min(1).max(50),
  /** Null: what suits the model's window. */
  budget: ContextBudget.nullable()
})
export type ContextNotes = z.infer<typeof ContextNotes>

/** A word or a name; or, between slashes, a regular expression, with the flags i, m, s and u behind it. */
export const LoreKey = z.string().trim().min(1).max(300)

export const LoreText = z.object({
  title: z.string().trim().max(200), keys: z.array(LoreKey).max(100), text: z.string().max(50_000),
  matchCase: z.boolean(), wholeWords: z.boolean(),
  /** Paragraphs before the cursor in which its keys are looked for. */
  scanDepth: z.number().int().min(1).max(200),
  /** There whatever she writes. */
  alwaysOn: z.boolean(),
  /** Whether the text of another entry may call it. */
  cascade: z.boolean(),
  /** Higher ones are served first. */
  priority: z.number().int().min(-100).max(100), enabled: z.boolean()
})
export type LoreText = z.infer<typeof LoreText>

export const LoreEntry = LoreText.extend({ id: LoreId, projectId: ProjectId, updatedAt: Timestamp })
export type LoreEntry = z.infer<typeof LoreEntry>

/** What a new entry is, unless she says otherwise. */
export const newLore: LoreText = { title: '', keys: [], text: '', matchCase: false, wholeWords: true, scanDepth: 6, alwaysOn: false, cascade: true, priority: 0, enabled: true }

/** What happens in a scene, chapter or part, in her words. */
export const Summary = z.object({ nodeId: NodeId, text: z.string().max(50_000), updatedAt: Timestamp })
export type Summary = z.infer<typeof Summary>

/** Where she writes: a scene, what stands before the cursor in it and what stands after. */
export const Place = z.object({ sceneId: NodeId, before: z.string().max(2_000_000), after: z.string().max(2_000_000).default('') })
export type Place = z.infer<typeof Place>

/** How text that follows the cursor is reckoned with: not at all, shown to a model made for it, or by choosing among several suggestions. */
export const FillingIn = z.enum(['none', 'two-sided', 'bridges'])
export type FillingIn = z.infer<typeof FillingIn>

/** A part of the prompt; the parts' texts, one after another, are the prompt. */
export const ContextPart = z.object({
  origin: ContextOrigin.or(z.literal('marks')).describe('marks: the model’s own signs for filling in'),
  /** The lorebook entry, or the node that was summed up or whose text it is. */
  id: z.string().nullable(), title: z.string(), text: z.string(), tokens: z.number().int(),
  /** Whether something of it was left out. */
  cut: z.boolean(),
  /** The key that called a lorebook entry, and the entry in whose text it stood; both null when it is always there. */
  key: z.string().nullable(), by: z.string().nullable()
})
export type ContextPart = z.infer<typeof ContextPart>

/** share: its origin's share is used up; room: the whole room is; judge: not shown, but suggestions are weighed by it; forward: the model only reads forward; pattern: not a regular expression; slow: looking for its key took too long; chain: called too far along a chain of entries. */
export const LeftOutReason = z.enum(['share', 'room', 'judge', 'forward', 'pattern', 'slow', 'chain'])
export type LeftOutReason = z.infer<typeof LeftOutReason>

export const LeftOut = z.object({ origin: ContextOrigin, id: z.string().nullable(), title: z.string(), tokens: z.number().int(), reason: LeftOutReason })
export type LeftOut = z.infer<typeof LeftOut>

export const Seen = z.object({
  /** Tokens: the model's window, what of it is used at most, and what is kept free for the writing. */
  window: z.number().int(), limit: z.number().int(), reserve: z.number().int(), tokens: z.number().int(),
  filling: FillingIn, prompt: z.string(), parts: z.array(ContextPart), left: z.array(LeftOut), budget: ContextBudget
})
export type Seen = z.infer<typeof Seen>

/** What of the context a kept suggestion was given, without the texts. */
export const UsedPart = ContextPart.pick({ origin: true, id: true, title: true, tokens: true, cut: true, key: true })
export type UsedPart = z.infer<typeof UsedPart>

export const context = {
  notes: procedure.input(z.object({ projectId: ProjectId })).output(ContextNotes),
  setNotes: procedure.input(ContextNotes.partial().required({ projectId: true })).output(ContextNotes),
  /** By title; always-on ones first. */
  entries: procedure.input(z.object({ projectId: ProjectId })).output(z.array(LoreEntry)),
  addEntry: procedure.input(LoreText.partial().extend({ projectId: ProjectId })).output(LoreEntry),
  changeEntry: procedure.input(LoreText.partial().extend({ id: LoreId })).output(LoreEntry),
  /** To the bin; `restoreEntry` brings it back whole. */
  removeEntry: procedure.input(z.object({ id: LoreId })).output(z.void()),
  restoreEntry: procedure.input(z.object({ id: LoreId })).output(LoreEntry),
  summaries: procedure.input(z.object({ projectId: ProjectId })).output(z.array(Summary)),
  /** An empty text takes the summary away. */
  setSummary: procedure.input(z.object({ nodeId: NodeId, text: z.string().max(50_000) })).output(z.void()),
  /** The exact prompt a suggestion at this place would be given. Nothing is written. */
  see: procedure.input(z.object({ projectId: ProjectId, place: Place, speaker: Speaker, maxTokens: z.number().int().min(1).max(100_000), bridges: z.number().int().min(1).max(8).default(1) })).output(Seen)
}
