// Scores texts token by token: what a model made of them. Knows a scorer and a tokenizer; knows no model and no clock.
import { sharedPrefix } from '../generation/index.ts'
import type { Tokenizer } from '../tokenizer/index.ts'
import { piecesOf, wordsOfTokens, type Alternative } from './pieces.ts'
import type { Look, TokenScorer } from './scorer.ts'
import { stridedWindows } from './windows.ts'

/** `logprob` and `rank` are null for a text's first token, which nothing stands before. */
export interface ScoredToken {
  readonly id: number
  /** All pieces, joined, are the text. */
  readonly piece: string
  readonly logprob: number | null
  readonly rank: number | null
  readonly top: readonly Alternative[]
}

export interface ScoredText {
  /** Characters at the end of the prefix that the pieces begin with: a token may reach over the seam. */
  readonly lead: number
  readonly tokens: readonly ScoredToken[]
  /** Negative log-probability, natural, summed over the `counted` tokens that have one. */
  readonly nll: number
  readonly counted: number
}

export interface ScoreWish {
  readonly prefix: string
  /** Each is scored as if it alone stood behind the prefix; all over the same stretch of text, the seam included. */
  readonly continuations: readonly string[]
  readonly top: number
  /** Longest window, in tokens; the model's own context where that is shorter. */
  readonly window: number
}

export interface Around {
  /** Lets the process hear its messages; called between two runs of the model. */
  readonly breathe: () => Promise<void>
  /** Throws when nobody waits any more. */
  readonly check: () => void
}

/** Rows of one run: more of them cost memory and save no time. */
const ROWS = 16

interface Task { readonly prefix: readonly number[]; readonly texts: readonly (readonly number[])[]; readonly lead: number }

/** Tokens of the whole texts, cut where the texts still agree with the prefix's own tokens. */
function taskOf(tokenizer: Tokenizer, { prefix, continuations }: ScoreWish): Task {
  const alone = prefix === '' ? [] : tokenizer.encode(prefix)
  const whole = continuations.map((text) => tokenizer.encode(prefix + text))
  const shared = Math.min(alone.length, ...whole.map((ids) => sharedPrefix(alone, ids)))
  const kept = alone.slice(0, shared)
  const seam = piecesOf(tokenizer, prefix, alone).slice(0, shared).join('').length
  return { prefix: kept, texts: whole.map((ids) => ids.slice(shared)), lead: prefix.length - seam }
}

type Looks = readonly (Look | null)[]

/** One text, in as many windows as it takes. */
async function lookAlong(scorer: TokenScorer, task: Task, text: readonly number[], beginning: readonly number[], { top, window }: ScoreWish, around: Around): Promise<Looks> {
  const ids = [...task.prefix, ...text]
  const looks: (Look | null)[] = []
  for (const { from, scored, to } of stridedWindows(ids.length, task.prefix.length, Math.min(window, scorer.contextLength) - beginning.length)) {
    await around.breathe()
    around.check()
    const [found = []] = await scorer.look({ prefix: [...beginning, ...ids.slice(from, scored)], rows: [ids.slice(scored, to)], top })
    for (const look of found) looks.push(look)
  }
  return looks
}

/** Short texts behind one prefix, several at once. */
async function lookTogether(scorer: TokenScorer, { prefix, texts }: Task, beginning: readonly number[], { top, window }: ScoreWish, around: Around): Promise<readonly Looks[]> {
  const longest = Math.max(...texts.map((ids) => ids.length))
  const room = Math.min(window, scorer.contextLength) - beginning.length - longest
  const before = [...beginning, ...prefix.slice(Math.max(0, prefix.length - room))]
  const looks: Looks[] = []
  for (let start = 0; start < texts.length; start += ROWS) {
    await around.breathe()
    around.check()
    looks.push(...await scorer.look({ prefix: before, rows: texts.slice(start, start + ROWS), top }))
  }
  return looks
}

/** Looks for every token of every text. Several short ones go together; each long one alone, window by window. */
async function looksOf(scorer: TokenScorer, task: Task, beginning: readonly number[], wish: ScoreWish, around: Around): Promise<readonly Looks[]> {
  const half = Math.floor((Math.min(wish.window, scorer.contextLength) - beginning.length) / 2)
  if (task.texts.length > 1 && task.texts.every((ids) => ids.length <= half)) return lookTogether(scorer, task, beginning, wish, around)
  const looks: Looks[] = []
  for (const text of task.texts) looks.push(await lookAlong(scorer, task, text, beginning, wish, around))
  return looks
}

/** Scores under one model. `tokenizer` is the model's own. */
export async function scoreTexts(scorer: TokenScorer, tokenizer: Tokenizer, wish: ScoreWish, around: Around): Promise<readonly ScoredText[]> {
  const task = taskOf(tokenizer, wish)
  const word = wordsOfTokens(tokenizer)
  const looks = await looksOf(scorer, task, tokenizer.beginning, wish, around)
  const seam = wish.prefix.slice(wish.prefix.length - task.lead)
  return wish.continuations.map((text, i): ScoredText => {
    const ids = task.texts[i] ?? []
    const pieces = piecesOf(tokenizer, seam + text, ids, task.prefix)
    const found = looks[i] ?? []
    const known = found.filter((look) => look !== null)
    return {
      lead: task.lead, counted: known.length, nll: known.reduce((sum, { logprob }) => sum - logprob, 0),
      tokens: ids.map((id, t) => tokenOf(id, pieces[t] ?? '', found[t] ?? null, word, tokenizer.vocabularySize))
    }
  })
}

/** Some models have room for more tokens than their tokenizer knows: those are no words. */
function tokenOf(id: number, piece: string, look: Look | null, word: (id: number) => string, vocabularySize: number): ScoredToken {
  const top = (look?.top ?? []).filter((chance) => chance.id < vocabularySize).map((chance) => ({ ...chance, piece: word(chance.id) }))
  return { id, piece, logprob: look?.logprob ?? null, rank: look?.rank ?? null, top }
}
