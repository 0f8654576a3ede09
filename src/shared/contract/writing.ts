// The muse: continuing a text, drafting a chapter.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { GenerationId, NodeId, ProjectId } from '../ids.ts'
import { CodedError, procedure, Timestamp } from './base.ts'
import { UsedPart } from './context.ts'
import { ExplainedToken } from './likelihood.ts'
import { Manner, WritingPrecision } from './manner.ts'
import { ParrotReport } from './parrot.ts'
import { OutlineNode } from './projects.ts'
import { Sampling } from './sampling.ts'
import { Speaker } from './voices.ts'

export { Drafting, Manner, MixedVoice, Strength, WritingPrecision } from './manner.ts'
export { Sampling } from './sampling.ts'

/** `sentence` ends a suggestion at a natural stop, never inside a word. */
export const StopAt = z.enum(['tokens', 'sentence', 'paragraph', 'scene'])

/** Guesses looked at, and how many the model then said itself. */
export const Guesses = z.object({ made: z.number().int(), right: z.number().int() })

/** With a project and a scene, `before` and `after` are that scene's text on both sides of the cursor, and the model sees the context assembled for that place. */
export const ContinueInput = z.object({
  speaker: Speaker, projectId: ProjectId.nullable().default(null), sceneId: NodeId.nullable().default(null), before: z.string().max(2_000_000),
  after: z.string().max(2_000_000).default(''),
  /** Where text follows and the model cannot be shown it: so many suggestions are written, and the one that leads to it best is given, whole. 1: the text after is not reckoned with. */
  bridges: z.number().int().min(1).max(8).default(1), maxTokens: z.number().int().min(1).max(100_000), stopAt: StopAt.default('tokens'), sampling: Sampling, manner: Manner.prefault({}),
  raw: z.boolean().default(false).describe('as the model writes it: not set in the manuscript’s typography, not kept in its language'),
  /** Keeps with the suggestion how likely each token was, and so many of the likeliest in its place: see `explain`. */
  explain: z.number().int().min(0).max(20).nullable().default(null)
})

export const Continuation = z.discriminatedUnion('type', [
  /** `copying`: so many words in a row, up to here, stand in her books; only from the chosen number on. */
  z.object({ type: z.literal('text'), text: z.string(), copying: z.number().int().optional() }),
  z.object({ type: z.literal('done'), generationId: GenerationId, text: z.string(), tokens: z.number().int(), seed: z.number().int(), stoppedBy: z.enum(['length', 'stop', 'end', 'cancelled', 'broken']), tokensPerSecond: z.number(), firstTokenSeconds: z.number(), precision: WritingPrecision.exclude(['auto']).optional(), guesses: Guesses.optional(),
    /** Null: nothing was looked for, because she does not want it or there are no books. */
    parrot: ParrotReport.nullable().optional(),
    /** `broken`: why the writing ended before its end; what had come is the text. */
    problem: CodedError.optional() })
])
export type Continuation = z.infer<typeof Continuation>

export const Generation = z.object({
  id: GenerationId, projectId: ProjectId.nullable(), kind: z.enum(['continuation', 'chapter']), title: z.string(), prompt: z.string(), text: z.string(), words: z.number().int(),
  state: z.enum(['writing', 'kept', 'accepted', 'refused', 'failed']), createdAt: Timestamp,
  /** What of the book's context it was given; null: only the text before it. */
  context: z.array(UsedPart).nullable(),
  /** The chapter or scene that a draft was written to follow; null: the last. It may have left the book since. */
  afterId: NodeId.nullable()
})
export type Generation = z.infer<typeof Generation>

export const writing = {
  /** Streams text as it comes. Cancelling the call stops the engine at the next token. */
  continue: procedure.input(ContinueInput).output(eventIterator(Continuation)),
  /** What is known of each token of a suggestion that was asked for with `explain`; for a voice, its base is laid beside. `shown`, joined, is its text. */
  explain: procedure.input(z.object({ id: GenerationId })).output(z.object({ id: GenerationId, text: z.string(), tokens: z.array(ExplainedToken) })),
  /** Another suggestion, which keeps the first `keep` tokens of this one, then has one of the others that could have stood there, and goes on with the same settings. */
  goOn: procedure.input(z.object({ id: GenerationId, keep: z.number().int().min(0), token: z.number().int() })).output(eventIterator(Continuation)),
  /** Writes a chapter beside the manuscript, with the context of the place it is meant for; it enters the book only through `accept`. */
  draftChapter: procedure.input(z.object({ speaker: Speaker, projectId: ProjectId, title: z.string().max(300), opening: z.string().max(200_000), words: z.number().int().min(50).max(20_000), sampling: Sampling, manner: Manner.prefault({}), afterId: NodeId.nullable().default(null).describe('the chapter or scene it will follow; null: the last') })).output(eventIterator(Continuation)),
  generations: procedure.input(z.object({ projectId: ProjectId, kind: z.enum(['continuation', 'chapter']).optional() })).output(z.array(Generation)),
  /** A draft enters the manuscript: after a chapter or part as a chapter, after a scene as a scene of the same chapter, or as the last chapter. */
  accept: procedure.input(z.object({ id: GenerationId, afterId: NodeId.nullable() })).output(OutlineNode),
  refuse: procedure.input(z.object({ id: GenerationId })).output(z.void())
}
