// aurore train: learns a voice, or a reader, and reports while it does. Ctrl-C pauses at a checkpoint. Knows the contract's stream of news.
import { Command, CommanderError, Option } from 'commander'
import type { Run } from '#shared/contract/training.ts'
import { HoldOut } from '#shared/contract/corpora.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { ReaderObjective } from '#shared/contract/readers.ts'
import type { Method } from '#shared/contract/voices.ts'
import { AuroreError, isErrorCode } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { exitCodes } from './failure.ts'
import { findVoice, theModel, theProject, theVoice } from './find.ts'
import { inApp, interruptionCode, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { trainReader, withReaderOptions, type ReaderOptions } from './train-reader.ts'
import { followRun } from './run-news.ts'
import { chosen, withTrainingSettings, type SettingOptions } from './training-settings.ts'
import { shown } from './values.ts'

type Asked = Common & SettingOptions & ReaderOptions & { readonly project?: string; readonly voice: string; readonly base?: string; readonly method?: Method; readonly objective: 'continuation' | ReaderObjective; readonly resume?: boolean; readonly findRate?: boolean; readonly holdOut?: HoldOut }
type Options = Asked & { readonly project: string; readonly method: Method }

export function train(language: Language): Command {
  const say = speak(language)
  const command = withCommon(new Command('train'), say)
    .description(say('Learns a voice from a project’s manuscripts. Ctrl-C pauses it; --resume goes on.', 'Apprend une voix à partir des manuscrits d’un projet. Ctrl-C met en pause ; --resume reprend.'))
    .option('--project <name>', say('the project to learn from', 'le projet dont on apprend'))
    .requiredOption('--voice <name>', say('the voice’s name', 'le nom de la voix'))
    .option('--base <folder>', say('the model it starts from: a name or a Hugging Face folder (default: the built-in one)', 'le modèle de départ : un nom ou un dossier Hugging Face (par défaut : celui qui est fourni)'))
    .addOption(new Option('--method <method>', say('a light layer, the whole model, or from nothing (default: lora; for a reader full)', 'une couche légère, le modèle entier, ou à partir de rien (par défaut : lora ; pour un lecteur full)')).choices(['lora', 'full', 'scratch']))
    .option('--resume', say('go on with a paused or interrupted voice', 'reprend une voix en pause ou interrompue'))
    .addOption(new Option('--hold-out <what>', say('what is never learned from: whole chapters, whole documents, or every tenth sentence (remembered by the project)', 'ce dont on n’apprend jamais : des chapitres entiers, des documents entiers, ou une phrase sur dix (le projet s’en souvient)')).choices(HoldOut.options))
    .option('--find-rate', say('learn nothing: try learning rates for a minute or so, and suggest one', 'n’apprend rien : essaie des taux d’apprentissage pendant une minute environ, et en propose un'))
  return withTrainingSettings(withReaderOptions(command, say), say)
    .addHelpText('after', '\n  $ aurore train --project Sand --voice Sand --steps 300\n  $ aurore train --project Sand --voice Sand --resume\n  $ aurore train --project Sand --voice Sand --find-rate\n  $ aurore train --objective classification --labelled lines.csv --voice "Who speaks"\n  $ aurore train --objective masked --project Sand --base camembert-base --voice "Sand, read"')
    .action((asked: Asked) => inApp(asked, language, (frame) => (asked.objective === 'continuation' ? run(frame, ofAVoice(asked)) : trainReader(frame, { ...asked, objective: asked.objective }))))
}

/** A voice is learned from a project, by a light layer unless told otherwise. */
function ofAVoice(asked: Asked): Options {
  const { project, method = 'lora' } = asked
  if (project === undefined) throw new CommanderError(exitCodes.misused, 'commander.missingMandatoryOptionValue', "error: required option '--project <name>' not specified")
  return { ...asked, project, method }
}

async function run(frame: Frame, options: Options): Promise<number> {
  const project = await theProject(frame, options.project)
  if (options.holdOut) await frame.client.corpora.setHoldOut({ projectId: project.id, strategy: options.holdOut })
  if (options.findRate) return await findRate(frame, project, options)
  const ended = await followRun(frame, () => (options.resume ? resume(frame, project, options) : start(frame, project, options)))
  await conclude(frame, ended, options)
  return ended.state === 'finished' ? exitCodes.done : ended.state === 'paused' ? interruptionCode(frame.interrupted) : failed(ended)
}

/** What a start would be asked for. */
async function wish(frame: Frame, project: Project, options: Options): Promise<Parameters<Frame['client']['training']['estimate']>[0]> {
  const model = await theModel(frame, options.base)
  const settings = { ...await frame.client.training.defaults({ method: options.method }), ...chosen(options) }
  return { projectId: project.id, modelId: model.id, method: options.method, settings }
}

async function findRate(frame: Frame, project: Project, options: Options): Promise<number> {
  const { tell, give, say, language } = frame
  const trial = await frame.client.training.findRate(await wish(frame, project, options))
  give(trial)
  for (const { rate, loss } of trial.points) tell(`${rate.toExponential(2)}  ${shown(language).decimal(loss, 3)}`)
  tell(trial.suggested === null
    ? say('The loss never fell: no rate can be suggested. Nothing was changed.', 'La perte n’a jamais baissé : aucun taux à proposer. Rien n’a été modifié.')
    : `${say('The loss fell fastest at', 'La perte a baissé le plus vite à')} ${trial.suggested.toExponential(1)}: --learning-rate ${trial.suggested.toPrecision(2)}`)
  return exitCodes.done
}

async function start(frame: Frame, project: Project, options: Options): Promise<Run> {
  if (await findVoice(frame, options.voice, project)) throw new AuroreError('shell.voice-taken', { name: options.voice, home: frame.app.home })
  return await frame.client.training.start({ ...await wish(frame, project, options), voiceName: options.voice })
}

async function resume(frame: Frame, project: Project, options: Options): Promise<Run> {
  const { runId } = await theVoice(frame, options.voice, project)
  const { state } = await frame.client.training.run({ runId })
  if (state !== 'paused' && state !== 'interrupted') throw new AuroreError('shell.nothing-to-resume', { name: options.voice })
  return await frame.client.training.resume({ runId })
}

/** The last line: what became of the run. */
async function conclude(frame: Frame, run: Run, options: Options): Promise<void> {
  const { say, tell } = frame
  const perplexity = (loss: number | null): number | null => (loss === null ? null : Math.exp(loss))
  frame.give({
    summary: true, voice: options.voice, voiceId: run.voiceId, runId: run.id, state: run.state, step: run.step, steps: run.steps, device: run.device, deviceReason: run.deviceReason,
    baseHeldOut: run.baseHeldOut, bestHeldOut: run.bestHeldOut, bestStep: run.bestStep, basePerplexity: perplexity(run.baseHeldOut), perplexity: perplexity(run.bestHeldOut),
    skippedSteps: run.skippedSteps, seconds: run.endedAt === null ? null : (run.endedAt - run.startedAt) / 1000
  })
  if (run.state === 'paused') tell(`${say('Paused, with a checkpoint at step', 'En pause, avec un point de reprise au pas')} ${run.step}. ${say('To go on', 'Pour reprendre')}: aurore train --project "${options.project}" --voice "${options.voice}" --resume`)
  if (run.baseHeldOut === null || run.bestHeldOut === null) return
  const { decimal, percent } = shown(frame.language)
  tell(`${say('Held-out perplexity', 'Perplexité sur le texte mis de côté')}: ${decimal(Math.exp(run.baseHeldOut), 1)} → ${decimal(Math.exp(run.bestHeldOut), 1)} (${percent(Math.exp(run.bestHeldOut - run.baseHeldOut) - 1)})`)
}

function failed(run: Run): number {
  if (run.state === 'stopped') return exitCodes.done // stopped from another window, and kept: the voice is there
  if (run.error && isErrorCode(run.error.code)) throw new AuroreError(run.error.code, run.error.params)
  throw new AuroreError('shell.run-ended', { state: run.state })
}
