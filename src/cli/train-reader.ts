// aurore train --objective masked|classification: learns a model that reads, and tells how well it does. Knows the contract's stream of news.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { ReaderObjective, type Reader, type ReaderEvent, type ReaderMethod, type ReaderWish } from '#shared/contract/readers.ts'
import { reasonPhrase } from '#shared/devices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { exitCodes } from './failure.ts'
import { theProject } from './find.ts'
import { interruptionCode, type Common, type Frame } from './frame.ts'
import type { Say } from './language.ts'
import { detailOf, readAsFile } from './read.ts'
import { tellScores } from './scores.ts'
import { chosen, type SettingOptions } from './training-settings.ts'
import { decimal, shown } from './values.ts'

export type ReaderOptions = { readonly labelled?: string; readonly wholeWords?: boolean; readonly maskShare?: number; readonly heldOutShare?: number }
type Options = Common & SettingOptions & ReaderOptions & { readonly objective: ReaderObjective; readonly project?: string; readonly voice: string; readonly base?: string; readonly method?: ReaderMethod; readonly resume?: boolean }

export const withReaderOptions = (command: Command, say: Say): Command => command
  .addOption(new Option('--objective <what>', say('what is learned: to continue texts (a voice); to name hidden words, or to tell texts apart (a reader)', 'ce qui est appris : continuer des textes (une voix) ; nommer des mots cachés, ou distinguer des textes (un lecteur)')).choices(['continuation', ...ReaderObjective.options]).default('continuation'))
  .option('--labelled <path>', say('classification: a CSV, TSV or JSONL of texts and labels, or a folder with a subfolder a label', 'classification : un CSV, TSV ou JSONL de textes et d’étiquettes, ou un dossier avec un sous-dossier par étiquette'))
  .option('--held-out-share <share>', say('classification: share of each label’s texts that is never learned from (default: 0.2)', 'classification : part des textes de chaque étiquette dont on n’apprend jamais (par défaut : 0,2)'), decimal(0.01, 0.9))
  .option('--mask-share <share>', say('masked: share of the words’ pieces that is hidden (default: 0.15)', 'masked : part des morceaux de mots qui est cachée (par défaut : 0,15)'), decimal(0.01, 0.9))
  .option('--whole-words', say('masked: hide whole words, not pieces of them', 'masked : cacher des mots entiers, et non leurs morceaux'))

export async function trainReader(frame: Frame, options: Options): Promise<number> {
  const { client, interrupted } = frame
  const name = options.voice
  const pause = (): void => { void client.readers.pause({ name }).catch(() => {}) } // it may just have ended by itself
  const news = options.resume === true ? await client.readers.resume({ name }) : await client.readers.train(await wishOf(frame, options))
  interrupted.addEventListener('abort', pause, { once: true })
  if (interrupted.aborted) pause()
  const reader = await follow(frame, news)
  interrupted.removeEventListener('abort', pause)
  if (!reader) throw new AuroreError('shell.run-ended', { state: 'interrupted' })
  return conclude(frame, reader)
}

async function wishOf(frame: Frame, options: Options): Promise<ReaderWish> {
  const { objective, method = 'full', voice: name } = options
  const settings = { ...await frame.client.readers.defaults({ objective, method: options.base === undefined ? 'scratch' : method }), ...chosen(options) }
  const base = options.base === undefined ? null : resolve(options.base)
  if (objective === 'masked') return { objective, name, method, settings, base, projectId: (await theProject(frame, options.project ?? '')).id, wholeWords: options.wholeWords ?? false, share: options.maskShare ?? 0.15 }
  return { objective, name, method, settings, base, texts: await labelledFiles(options.labelled), heldOut: options.heldOutShare ?? 0.2 }
}

const visible = (name: string): boolean => !name.startsWith('.')

/** A table as it is; of a folder, every file under the name of the subfolder it lies in. */
async function labelledFiles(path: string | undefined): Promise<{ file: File, label: string | null }[]> {
  if (path === undefined || !existsSync(path)) throw new AuroreError('shell.unreadable', { path: path ?? '--labelled', detail: 'ENOENT' })
  if (!statSync(path).isDirectory()) return [{ file: await readAsFile(path), label: null }]
  const folders = foldersIn(path)
  const files = folders.flatMap((label) => readdirSync(join(path, label)).filter(visible).sort().map((name) => ({ label, place: join(path, label, name) })))
  if (files.length === 0) throw new AuroreError('readers.no-labels', { name: path })
  return Promise.all(files.filter(({ place }) => statSync(place).isFile()).map(async ({ label, place }) => ({ file: await readAsFile(place), label })))
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path).filter((name) => visible(name) && statSync(join(path, name)).isDirectory()).sort()
  } catch (error) {
    throw new AuroreError('shell.unreadable', { path, detail: detailOf(error) }, { cause: error })
  }
}

async function follow(frame: Frame, news: AsyncIterable<ReaderEvent>): Promise<Reader | null> {
  let steps = 0
  for await (const event of news) {
    if (event.type === 'ended') return event.reader
    if (event.type === 'started') steps = event.steps
    if (event.type === 'started') tellStart(frame, event)
    else tellMetric(frame, event.metric, steps)
  }
  return null
}

function tellStart({ tell, say, language }: Frame, { device, deviceReason, baseHeldOut }: Extract<ReaderEvent, { type: 'started' }>): void {
  tell(`${say('Learning on', 'Apprentissage sur')} ${device} (${reasonPhrase(deviceReason, language)})`)
  tell(`${say('Before any step, held-out loss', 'Avant tout pas, perte sur le texte mis de côté')} ${shown(language).decimal(baseHeldOut, 3)}`)
}

function tellMetric({ tell, give, say, language }: Frame, { step, loss, heldOut, tokensPerSecond, learningRate, secondsLeft }: Extract<ReaderEvent, { type: 'metric' }>['metric'], steps: number): void {
  const { decimal, count, time } = shown(language)
  give({ step, loss, heldout: heldOut, tokensPerSecond, learningRate, secondsLeft })
  tell([
    `${say('step', 'pas')} ${String(step).padStart(String(steps).length)}/${steps}`, `${say('loss', 'perte')} ${decimal(loss, 3)}`,
    ...(heldOut === null ? [] : [`${say('held out', 'mis de côté')} ${decimal(heldOut, 3)}`]),
    `${count(tokensPerSecond)} ${say('tokens/s', 'jetons/s')}`, ...(secondsLeft === null ? [] : [`${say('left', 'reste')} ${time(secondsLeft)}`])
  ].join('  '))
}

function conclude(frame: Frame, reader: Reader): number {
  const { tell, give, say, language } = frame
  const perplexity = (loss: number | null): number | null => (loss === null || reader.objective !== 'masked' ? null : Math.exp(loss))
  give({ summary: true, ...reader, basePerplexity: perplexity(reader.baseHeldOut), perplexity: perplexity(reader.bestHeldOut) })
  if (reader.state === 'paused') {
    tell(`${say('Paused, with a checkpoint at step', 'En pause, avec un point de reprise au pas')} ${reader.step}. ${say('To go on', 'Pour reprendre')}: aurore train --objective ${reader.objective} --voice "${reader.name}" --resume`)
    return interruptionCode(frame.interrupted)
  }
  const { decimal } = shown(language)
  if (reader.objective === 'masked' && reader.baseHeldOut !== null && reader.bestHeldOut !== null) {
    tell(`${say('Perplexity of hidden words, held out', 'Perplexité des mots cachés, sur le texte mis de côté')}${say(':', ' :')} ${decimal(Math.exp(reader.baseHeldOut), 1)} → ${decimal(Math.exp(reader.bestHeldOut), 1)}`)
  }
  if (reader.scores && reader.labels) tellScores(frame, reader.labels, reader.scores)
  tell(`${say('The model lies in', 'Le modèle se trouve dans')} ${reader.folder}`)
  return exitCodes.done
}
