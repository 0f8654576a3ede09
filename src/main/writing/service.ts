// The muse: continuing a sentence, drafting a chapter beside the manuscript, and the author's yes or no. Knows no shell.
import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import type { Seen } from '#shared/contract/context.ts'
import type { OutlineNode } from '#shared/contract/projects.ts'
import { Manner, type Continuation, type ContinueInput, type Generation, type Sampling } from '#shared/contract/writing.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { GenerationId, type NodeId, type ProjectId } from '#shared/ids.ts'
import type { ManuscriptDoc } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'
import type { Library } from '../database/library.ts'
import type { Occasion, Parrot } from '../parrot/service.ts'
import type { Projects } from '../projects/service.ts'
import type { Remote } from '../remote/service.ts'
import type { Engine } from '../voices/engine.ts'
import type { Voices } from '../voices/service.ts'
import type { Contexts } from './context/service.ts'
import { apart, usedParts } from './context/prompts.ts'
import { chapterDoc } from './chapter-doc.ts'
import { explainGeneration, keptBefore } from './explaining.ts'
import { explanationRows } from './explanation-rows.ts'
import { endsSentence, settingOf } from './prose.ts'
import { generationRows, type GenerationRows } from './rows.ts'
import { speak } from './speaking.ts'
import { stretchesOf } from './stretches.ts'

export type WritingGround = {
  readonly library: Library, readonly engine: Engine, readonly projects: Projects, readonly voices: Voices, readonly contexts: Contexts
  readonly remote: Pick<Remote, 'write'>
  readonly parrot: Pick<Parrot, 'heed' | 'avoiding' | 'watching'>
}
type DraftWish = { readonly speaker: Speaker, readonly projectId: ProjectId, readonly title: string, readonly opening: string, readonly words: number, readonly sampling: Sampling, readonly manner?: Manner, /** Which chapter or scene it will follow; null: the book's last. */ readonly afterId?: NodeId | null }
/** A voice as it was learned, alone. */
const plain = Manner.parse({})

type Stream = AsyncGenerator<Continuation, void, void>

/** Of a long text before the cursor, this much is kept with the suggestion: enough to see what it answered. In characters. */
const keptPrompt = 2000
/** More tokens than any word of French or English takes on average: the count of words ends a draft, not this. */
const tokensPerWord = 6
/** A chapter ends with a sentence, unless the next end of one is farther than this. In words. */
const overrun = 60

export function createWriting(ground: WritingGround) {
  const { library, projects, contexts, parrot } = ground
  const rows = generationRows(library.database)
  const explanations = explanationRows(library.database)
  const speaking = { ...ground, rows, explanations }
  rows.settle()
  const heeding = (occasion: Occasion) => ({ avoiding: () => parrot.avoiding(occasion), watching: () => parrot.watching(occasion) })
  const fresh = () => ({ id: GenerationId.parse(library.newId()), createdAt: library.now() })

  async function* continueText(wish: Omit<z.infer<typeof ContinueInput>, 'manner' | 'raw'> & { readonly manner?: Manner, readonly raw?: boolean }, signal?: AbortSignal): Stream {
    const { speaker, projectId, sceneId, before, after, maxTokens, stopAt, sampling, raw } = wish
    // Another program's model tells no likelihoods, and so weighs no bridges.
    const { bridges, explain } = 'remote' in speaker ? { bridges: 1, explain: null } : wish
    const seen = projectId && sceneId ? await contexts.assemble({ projectId, place: { sceneId, before, after }, speaker, maxTokens, bridges }) : null
    const bridging = seen?.filling === 'bridges' ? { count: bridges, after: seen.judge } : null
    const context = seen && usedParts(seen.parts)
    const generation = { ...fresh(), projectId, kind: 'continuation', title: '', prompt: before.slice(-keptPrompt), speaker, context } as const
    const language = projectId === null ? null : projects.get(projectId).language
    const manner = wish.manner ?? plain
    const occasion = { speaker, projectId, mix: manner.mix, before }
    const gap = seen?.filling === 'two-sided' && 'remote' in speaker ? apart(seen) : { prompt: seen?.prompt ?? before, after: '' }
    const speech = { ...gap, generation, speaker, manner, sampling: seeded(sampling), maxTokens, stopAt, enough: () => false, insist: false, bridging, setting: raw === true ? null : settingOf(language, before), signal, explain, ...heeding(occasion) }
    yield* parrot.heed(speak(speaking, speech), occasion)
  }

  async function* draftChapter({ speaker, projectId, title, opening, words, sampling, manner = plain, afterId = null }: DraftWish, signal?: AbortSignal): Stream {
    const { language } = projects.get(projectId)
    const most = words * tokensPerWord
    const { seen, stretch } = await stretchesOf(contexts, { projectId, afterId, title, opening, speaker, maxTokens: most })
    const generation = { ...fresh(), projectId, kind: 'chapter', title, prompt: opening, speaker, context: usedParts(seen.parts), afterId } as const
    const occasion = { speaker, projectId, mix: manner.mix, before: opening }
    const speech = { prompt: seen.prompt, stretch, generation, speaker, manner, sampling: seeded(sampling), maxTokens: most, stopAt: 'tokens', enough: longEnough(words), insist: true, bridging: null, setting: settingOf(language, opening, textBefore(seen.parts)), signal, explain: null, ...heeding(occasion) } as const
    yield* parrot.heed(speak(speaking, speech), occasion)
  }

  /** What the model was shown then, it is shown again. */
  function goOn(wish: { readonly id: GenerationId, readonly keep: number, readonly token: number }, signal?: AbortSignal): Stream {
    const { projectId, context, prompt: shown } = known(rows, wish.id)
    const { wish: { speaker, manner, prompt, maxTokens, stopAt, sampling, explain, setting }, kept } = keptBefore(explanations, wish)
    const generation = { ...fresh(), projectId, kind: 'continuation', title: '', prompt: shown, speaker, context } as const
    const most = Math.max(maxTokens, kept.length + 1)
    const occasion = { speaker, projectId, mix: manner.mix, before: shown }
    const speech = { prompt, generation, speaker, manner, sampling, maxTokens: most, stopAt, enough: () => false, insist: false, bridging: null, setting, signal, explain, kept, ...heeding(occasion) }
    return parrot.heed(speak(speaking, speech), occasion)
  }

  return {
    continue: continueText,
    goOn,
    explain: (id: GenerationId, signal?: AbortSignal) => explainGeneration({ ...ground, explanations }, known(rows, id), signal),
    draftChapter,
    generations: (projectId: ProjectId, kind?: Generation['kind']): Generation[] => rows.all(projects.get(projectId).id, kind ?? null),
    accept: (id: GenerationId, afterId: NodeId | null): OutlineNode => library.database.transaction(() => {
      const generation = undecided(rows, id)
      if (generation.kind !== 'chapter' || !generation.projectId) throw new AuroreError('writing.not-a-chapter')
      const doc = chapterDoc(generation.prompt, generation.text, id)
      rows.decide(id, 'accepted')
      return entered(projects, { projectId: generation.projectId, afterId, title: generation.title, doc })
    }).immediate(),
    refuse(id: GenerationId): void {
      rows.decide(undecided(rows, id).id, 'refused')
    }
  }
}
export type Writing = ReturnType<typeof createWriting>

/** The seed is chosen here, so that it is known whatever way the writing ends. */
const seeded = (sampling: Sampling): Sampling => ({ ...sampling, seed: sampling.seed ?? randomInt(2 ** 31) })

function known(rows: GenerationRows, id: GenerationId): Generation {
  const generation = rows.one(id)
  if (!generation) throw new AuroreError('general.not-found', { what: 'draft' })
  return generation
}

function undecided(rows: GenerationRows, id: GenerationId): Generation {
  const generation = known(rows, id)
  if (generation.state === 'accepted') throw new AuroreError('writing.already-accepted')
  return generation
}

type Entering = { readonly projectId: ProjectId, readonly afterId: NodeId | null, readonly title: string, readonly doc: ManuscriptDoc }

/** Like what it follows: a scene of the same chapter, or a chapter; the last chapter when nothing is named. */
function entered(projects: Projects, { projectId, afterId, title, doc }: Entering): OutlineNode {
  if (!afterId) return projects.addChapter({ projectId, parentId: null }, { title, scenes: [doc] })
  const { id, kind, parentId } = projects.node(afterId)
  return kind === 'scene' ? projects.addScene({ projectId, parentId, afterId: id }, title, doc) : projects.addChapter({ projectId, parentId, afterId: id }, { title, scenes: [doc] })
}

/** What the model was shown of the manuscript says how it is set. */
const textBefore = (parts: Seen['parts']): string => parts.filter(({ origin }) => origin === 'before').map(({ text }) => text).join('')

/** Enough at the first sentence end past the wished length. Counts anew only what was added since the last whole word. */
function longEnough(words: number): (text: string) => boolean {
  let counted = 0
  let upTo = 0
  return (text) => {
    const lastGap = text.lastIndexOf(' ')
    if (lastGap > upTo) {
      counted += countWords(text.slice(upTo, lastGap))
      upTo = lastGap
    }
    return counted >= words + overrun || (counted >= words && endsSentence(text))
  }
}
