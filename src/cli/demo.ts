// aurore demo: the main job from a manuscript to a book file, without a screen, in under five minutes. Knows the contract, no service.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { Project } from '#shared/contract/projects.ts'
import type { Run } from '#shared/contract/training.ts'
import type { Model, Speaker } from '#shared/contract/voices.ts'
import { Sampling } from '#shared/contract/writing.ts'
import { AuroreError, isErrorCode } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { save } from './export.ts'
import { exitCodes } from './failure.ts'
import { theModel } from './find.ts'
import { inApp, interruptionCode, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { followRun } from './run-news.ts'
import { faint, heading, set, table } from './typeset.ts'
import { shown, whole } from './values.ts'
import { follow } from './write.ts'

type Options = Common & { readonly language?: Language; readonly seconds: number }

export function demo(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('demo'), say)
    .description(say('Shows the whole way: the sample novel, its voice learned, a chapter written, the book exported.', 'Montre tout le chemin : le roman d’exemple, sa voix apprise, un chapitre écrit, le livre exporté.'))
    .addOption(new Option('--language <language>', say('the sample novel’s language', 'la langue du roman d’exemple')).choices(['en', 'fr']).default('fr'))
    .option('--seconds <n>', say('about how long to learn', 'durée approximative de l’apprentissage'), whole(5, 86_400), 120)
    .addHelpText('after', '\n  $ aurore demo --language en')
    .action(async (options: Options) => inApp({ ...options, home: options.home ?? await mkdtemp(join(tmpdir(), 'aurore-demo-')) }, language, (frame) => run(frame, options)))
}

type Stage = { readonly frame: Frame; readonly project: Project; readonly model: Model; readonly seconds: number }

async function run(frame: Frame, { language: sample = 'fr', seconds }: Options): Promise<number> {
  const began = performance.now()
  const model = await theModel(frame, undefined)
  const project = await bringIn(frame, sample)
  const stage: Stage = { frame, project, model, seconds }
  const learned = await learn(stage)
  if (frame.interrupted.aborted) return interruptionCode(frame.interrupted)
  const voice = { voiceId: learned.voiceId }
  const openings = await compare(stage, learned, voice)
  const chapter = await writeChapter(stage, voice, sample)
  const files = await exportAll(stage, sample)
  const { tell, say } = frame
  tell(heading(6, say('Where everything lies', 'Où tout se trouve')))
  tell(table([[say('the library', 'la bibliothèque'), frame.app.home], ...files.map(({ format, path }) => [say(`the book, ${format}`, `le livre, ${format}`), path] as const)]))
  const total = (performance.now() - began) / 1000
  tell(`\n   ${shown(frame.language).time(total)} ${say('in all. Nothing left this machine.', 'en tout. Rien n’a quitté cette machine.')}`)
  tell(faint(`   ${say('To see it on screen', 'Pour le voir à l’écran')}: npm start -- --home="${frame.app.home}"\n`))
  frame.give({ home: frame.app.home, project: project.title, ...numbers(learned), ...openings, chapter, files, seconds: total })
  return exitCodes.done
}

async function bringIn({ client, tell, say, language }: Frame, sample: Language): Promise<Project> {
  tell(heading(1, say('A manuscript comes in', 'Un manuscrit entre')))
  const fresh = await client.projects.create({ title: say('Demonstration', 'Démonstration'), language: sample })
  const [document] = await client.corpora.importSample({ projectId: fresh.id, language: sample })
  if (!document) throw new AuroreError('general.not-found', { what: 'sample manuscript' })
  const project = await client.projects.update({ id: fresh.id, title: document.title, author: 'Aurore' })
  const { count } = shown(language)
  const held = document.chapters.filter((chapter) => chapter.heldOut)
  tell(table([
    [say('title', 'titre'), document.title],
    [say('length', 'longueur'), `${count(document.words)} ${say('words', 'mots')}, ${count(document.sentences)} ${say('sentences', 'phrases')}, ${count(document.chapters.length)} ${say('chapters', 'chapitres')}`],
    [say('held back', 'mis de côté'), `${held.map((chapter) => chapter.title).join(', ')} ${say('(never learned from)', '(jamais appris)')}`]
  ]))
  return project
}

/** As many steps as fit the time on this machine, by the engine's own estimate; a short novel bears three times the usual passes, the best of them is kept. */
async function learn({ frame, project, model, seconds }: Stage): Promise<Run> {
  const { client, tell, say, language } = frame
  const { decimal, time, count } = shown(language)
  tell(heading(2, say('Its voice is learned', 'Sa voix est apprise')))
  const settings = await client.training.defaults({ method: 'lora' })
  const plan = { projectId: project.id, modelId: model.id, method: 'lora' as const, settings }
  const estimate = await client.training.estimate(plan)
  const steps = estimate.seconds === null ? 60 : Math.max(20, Math.min(3 * estimate.steps, Math.floor(estimate.steps * seconds / Math.max(estimate.seconds, 1))))
  tell(table([
    [say('model', 'modèle'), `${model.name}, ${count(model.parameters)} ${say('parameters', 'paramètres')}`],
    [say('to learn', 'à apprendre'), `${count(estimate.trainTokens)} ${say('tokens', 'jetons')}, ${count(steps)} ${say('steps', 'pas')}`]
  ]))
  const begin = () => client.training.start({ ...plan, settings: { ...settings, steps, evaluateEvery: Math.max(5, Math.ceil(steps / 8)), patience: null }, voiceName: project.title })
  const ended = await followRun({ ...frame, tell: (line) => tell(`   ${line}`) }, begin, (inner, { step, heldOut, tokensPerSecond, secondsLeft }) => {
    if (heldOut !== null) inner.tell(`${say('step', 'pas')} ${String(step).padStart(4)}  ${say('held-out perplexity', 'perplexité sur le texte mis de côté')} ${decimal(Math.exp(heldOut), 1).padStart(7)}  ${faint(`${count(tokensPerSecond)} ${say('tokens/s', 'jetons/s')}${secondsLeft === null ? '' : `, ${say('left', 'reste')} ${time(secondsLeft)}`}`)}`)
  })
  if (ended.state !== 'finished' && !frame.interrupted.aborted) throw new AuroreError(ended.error && isErrorCode(ended.error.code) ? ended.error.code : 'shell.run-ended', { state: ended.state, ...ended.error?.params })
  return ended
}

const numbers = ({ baseHeldOut, bestHeldOut, bestStep, steps, device }: Run) => ({
  device, steps, bestStep, basePerplexity: baseHeldOut === null ? null : Math.exp(baseHeldOut), perplexity: bestHeldOut === null ? null : Math.exp(bestHeldOut)
})

async function compare({ frame, model, project }: Stage, run: Run, voice: Speaker) {
  const { client, tell, say, language } = frame
  const { decimal, percent } = shown(language)
  const { basePerplexity, perplexity } = numbers(run)
  if (basePerplexity !== null && perplexity !== null) {
    tell(heading(3, say('Before and after, on the chapters held back', 'Avant et après, sur les chapitres mis de côté')))
    tell(`   ${say('perplexity', 'perplexité')}  ${decimal(basePerplexity, 1)} → ${decimal(perplexity, 1)}  (${percent(perplexity / basePerplexity - 1)})`)
  }
  const opening = (await client.training.metrics({ runId: run.id })).samples[0]?.opening.trim() ?? project.title
  const before = await continued(frame, { modelId: model.id }, opening)
  const after = await continued(frame, voice, opening)
  tell(heading(4, say('The same opening, continued', 'Le même début, continué')))
  tell(`${set(say(`“${opening}”`, `«\u00a0${opening}\u00a0»`))}\n\n   ${say('before', 'avant')}\n${set(before, '     ')}\n\n   ${say('after', 'après')}\n${set(after, '     ')}`)
  return { opening, before, after }
}

async function continued(frame: Frame, speaker: Speaker, before: string): Promise<string> {
  const stream = await frame.client.writing.continue({ speaker, before, maxTokens: 90, stopAt: 'sentence', sampling: Sampling.parse({ seed: 7 }) }, { signal: frame.interrupted })
  return (await follow(stream, () => {})).text
}

const openingOf: Readonly<Record<Language, readonly [string, string]>> = {
  fr: ['La nuit d’après', 'Cette nuit-là, le vent avait tourné, et'],
  en: ['The night after', 'That night the wind had turned, and']
}

async function writeChapter({ frame, project }: Stage, speaker: Speaker, sample: Language) {
  const { client, tell, say } = frame
  const [title, opening] = openingOf[sample]
  tell(heading(5, say('A chapter is written', 'Un chapitre s’écrit')))
  const done = await follow(await client.writing.draftChapter({ speaker, projectId: project.id, title, opening, words: 300, sampling: Sampling.parse({ seed: 11, temperature: 0.7 }) }, { signal: frame.interrupted }), () => {})
  await client.writing.accept({ id: done.generationId, afterId: null })
  tell(`   ${title}\n\n${set(opening + done.text)}`)
  return { title, words: done.text.split(/\s+/).length, tokensPerSecond: done.tokensPerSecond }
}

async function exportAll({ frame, project }: Stage, sample: Language) {
  const formats = ['docx', 'epub'] as const
  return await Promise.all(formats.map(async (format) => {
    const file = await frame.client.publishing.export({ projectId: project.id, nodeId: null, format })
    const path = join(frame.app.home, `demo-${sample}.${format}`)
    await save(path, new Uint8Array(await file.arrayBuffer()), true)
    return { format, path, bytes: file.size }
  }))
}
