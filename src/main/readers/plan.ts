// Makes a reader's plan: its texts set aside, its base found or made, every number decided. Knows the engine's descriptions; knows no run.
import { copyFile, mkdir } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Reader, ReaderWish } from '#shared/contract/readers.ts'
import { WayOfLearning } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { TrainingTexts } from '../corpora/shares.ts'
import type { Reading, TrainingPlan } from '../engine/contract.ts'
import { writeDurably } from '../engine/durable.ts'
import type { Models } from '../models/shelf.ts'
import type { Engine } from '../voices/engine.ts'
import { readerContext, readerRhythm } from './defaults.ts'
import { labelledTexts } from './labelled.ts'
import { splitByLabel } from './split.ts'

export type PlanGround = { readonly engine: Engine, readonly models: Models, readonly texts: (projectId: ProjectId) => TrainingTexts }
type Of<O extends ReaderWish['objective']> = Extract<ReaderWish, { objective: O }>
type Texts = { readonly train: readonly string[], readonly heldOut: readonly string[], readonly reading: Reading }

/** As small as tells authors and characters apart, and is learned in minutes. */
const smallest = { model_type: 'recurrent-classifier', cell: 'lstm', embedding_size: 128, hidden_size: 128, num_layers: 1, max_position_embeddings: 1024 } as const

export function createReaderPlanning({ engine, models, texts }: PlanGround) {
  function masked({ projectId, share, wholeWords }: Of<'masked'>): Texts {
    const { train, heldOut } = texts(projectId)
    if (train.length === 0) throw new AuroreError('training.empty-corpus')
    if (heldOut.length === 0) throw new AuroreError('training.nothing-held-back')
    return { train, heldOut, reading: { objective: 'masked', share, wholeWords } }
  }

  async function labelled({ texts: files, heldOut: share, settings }: Of<'classification'>): Promise<Texts> {
    const { labels, train, heldOut } = splitByLabel(await labelledTexts(files), share, settings.seed)
    const numbers = (side: typeof train): number[] => side.map(({ label }) => labels.indexOf(label))
    return {
      train: train.map(({ text }) => text), heldOut: heldOut.map(({ text }) => text),
      reading: { objective: 'class', labels: [...labels], train: numbers(train), heldOut: numbers(heldOut) }
    }
  }

  /** A bidirectional LSTM of no weights yet, over the built-in model's tokens. */
  async function fromNothing(folder: string): Promise<string> {
    const builtIn = (await models.list()).find((model) => model.builtIn)
    if (!builtIn) throw new AuroreError('general.not-found', { what: 'model' })
    await mkdir(folder, { recursive: true })
    for (const file of readdirSync(builtIn.folder).filter((name) => name.startsWith('tokenizer'))) await copyFile(join(builtIn.folder, file), join(folder, file))
    // The end of a text stands in none: it pads.
    await writeDurably(join(folder, 'config.json'), JSON.stringify({ ...smallest, vocab_size: builtIn.vocabularySize, pad_token_id: 0 }))
    return folder
  }

  async function baseOf({ base, objective, method }: ReaderWish, folder: string): Promise<string> {
    if (base === null && objective === 'masked') throw new AuroreError('readers.no-base')
    if (base === null && method === 'lora') throw new AuroreError('readers.nothing-under')
    if (base === null) return fromNothing(join(folder, 'base'))
    if (!existsSync(join(resolve(base), 'config.json'))) throw new AuroreError('voices.not-a-model', { folder: base })
    return resolve(base)
  }

  /** `folder`: the reader's own, where a base may be made. */
  return async (wish: ReaderWish, folder: string): Promise<TrainingPlan> => {
    const { train, heldOut, reading } = wish.objective === 'masked' ? masked(wish) : await labelled(wish)
    const model = await baseOf(wish, folder)
    const method = wish.base === null ? 'scratch' : wish.method
    const { contextLength } = await engine.trainer.describe({ model, reading })
    const context = readerContext(wish.objective, method, wish.settings.context, contextLength)
    const { counts } = await engine.trainer.countTokens({ model, texts: [...train], inText: false })
    const windows = counts.reduce((n, tokens) => n + Math.max(1, tokens / context), 0)
    const { weightDecay, clip, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device } = wish.settings
    return {
      ...WayOfLearning.parse(wish.settings), ...readerRhythm(wish.objective, method, wish.settings, windows), model, method, reading, train: [...train], heldOut: [...heldOut], openings: [],
      separator: null, phrases: 0, keep: 1, weightDecay, clip, context, batch, accumulation, rank, alpha, patience, checkpointSeconds, seed, device
    }
  }
}

export const emptyReader = ({ name, objective, base }: ReaderWish, { context, steps, reading, method }: TrainingPlan, folder: string, now: number): Reader => ({
  name, objective, base, context, steps, folder, method, labels: reading?.objective === 'class' ? reading.labels : null,
  state: 'running', step: 0, baseHeldOut: null, bestHeldOut: null, bestStep: null, scores: null, createdAt: now, updatedAt: now
})
