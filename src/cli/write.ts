// aurore write: continues a text in a voice, as it comes or as one JSON value. Knows the contract's stream.
import { Command, Option } from 'commander'
import type { Continuation, Drafting } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import { presetOf } from '#shared/presets.ts'
import { theModel, theProject, theSpeaker, type SpeakerOptions } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { tellTokens } from './likelihood.ts'
import { chosenManner, withManner, type MannerOptions } from './manner.ts'
import { placeIn } from './place.ts'
import { chosenSampling, withSampling, type SamplingOptions } from './sampling-options.ts'
import { withSpeaker } from './speaker.ts'
import { terminal } from './terminal.ts'
import { whole } from './values.ts'

type Options = Common & SpeakerOptions & SamplingOptions & MannerOptions & {
  readonly prompt?: string; readonly chapter?: string; readonly after?: string; readonly bridges: number; readonly tokens: number; readonly until: 'tokens' | 'sentence' | 'paragraph' | 'scene'; readonly raw?: boolean
  readonly draft: string; readonly explain?: number; readonly endpoint?: string; readonly endpointModel?: string
}
export type Done = Extract<Continuation, { type: 'done' }>

export function write(language: Language): Command {
  const say = speak(language)
  const command = withSpeaker(withCommon(new Command('write'), say), say)
    .description(say('Continues a text in a voice.', 'Continue un texte dans une voix.'))
    .option('--prompt <text>', say('the text to continue; with --project it begins a paragraph at the end of the book', 'le texte à continuer ; avec --project, il ouvre un paragraphe à la fin du livre'))
    .option('--chapter <name>', say('with --project: after which chapter, by title or number (default: the last)', 'avec --project : après quel chapitre, par titre ou numéro (par défaut : le dernier)'))
    .option('--after <text>', say('with --project: the text that follows, to be led to', 'avec --project : le texte qui suit, auquel il faut mener'))
    .option('--bridges <n>', say('with --after: so many are written, the one that leads on best is given', 'avec --after : autant de suites sont écrites, celle qui mène le mieux au texte est donnée'), whole(1, 8), 4)
    .option('--tokens <n>', say('at most so many tokens (a token is a word or a piece of one)', 'au plus ce nombre de jetons (un jeton est un mot ou un morceau de mot)'), whole(1, 100_000), 100)
    .addOption(new Option('--until <stop>', say('where to stop', 'où s’arrêter')).choices(['tokens', 'sentence', 'paragraph', 'scene']).default('tokens'))
    .option('--raw', say('as the model writes it: neither set as the text is nor kept in its language', 'tel que le modèle l’écrit : ni mis à la typographie du texte, ni gardé dans sa langue'))
    .option('--draft <who>', say('who guesses the next words, so that several are looked at at once (the text is the same): off, auto (her turns of phrase, where that is faster), or a small model by its name or folder', 'qui devine les mots suivants, pour en examiner plusieurs à la fois (le texte est le même) : off, auto (ses tournures, là où c’est plus rapide), ou un petit modèle, par son nom ou son dossier'), 'off')
    .addOption(new Option('--endpoint <address>', say('another program’s model speaks (llama.cpp, Ollama, vLLM…): what the muse is shown is sent there, for this command alone; its key, if it wants one: the one kept by aurore endpoint, or AURORE_ENDPOINT_KEY', 'le modèle d’un autre programme parle (llama.cpp, Ollama, vLLM…) : ce qui est montré à la muse y est envoyé, pour cette seule commande ; sa clé, s’il en veut une : celle que garde aurore endpoint, ou AURORE_ENDPOINT_KEY')).conflicts(['voice', 'model']))
    .option('--endpoint-model <name>', say('with --endpoint: which of its models (default: the only one)', 'avec --endpoint : lequel de ses modèles (par défaut : le seul)'))
    .option('--explain <k>', say('then tells of each token how likely it was, with its k likeliest others', 'puis dit de chaque jeton sa probabilité, avec ses k autres plus probables'), whole(0, 20))
  return withSampling(withManner(command, say), say)
    .addHelpText('after', '\n  $ aurore write --voice Sand --prompt "Quand Germain revint au champ," --tokens 80 --seed 7\n  $ aurore write --prompt "Il pleuvait" --preset dreaming --ban "tout à coup" --until paragraph')
    .action((options: Options) => inApp(options, language, (frame) => run(frame, options)))
}

async function run(frame: Frame, options: Options): Promise<void> {
  const speaker = options.endpoint === undefined ? await theSpeaker(frame, options) : { remote: options.endpointModel ?? await frame.app.remote.model() }
  const sampling = chosenSampling(options)
  const place = await placeOf(frame, options)
  const manner = { ...await chosenManner(frame, speaker, options), drafting: await draftingOf(frame, options.draft) }
  const stream = await frame.client.writing.continue({ speaker, manner, ...place, bridges: options.bridges, maxTokens: options.tokens, stopAt: options.until, sampling, raw: options.raw === true, explain: options.explain ?? null }, { signal: frame.interrupted })
  const prompt = options.prompt ?? ''
  const print = (text: string): void => { if (!frame.json) terminal().print(text) }
  print(prompt)
  const done = await follow(stream, print)
  frame.tell()
  const explained = options.explain === undefined ? null : await frame.client.writing.explain({ id: done.generationId })
  if (explained) tellTokens(frame, explained.tokens)
  frame.give({ prompt, text: done.text, tokens: done.tokens, seed: done.seed, stoppedBy: done.stoppedBy, tokensPerSecond: done.tokensPerSecond, firstTokenSeconds: done.firstTokenSeconds, precision: done.precision, guesses: done.guesses, preset: presetOf(sampling), sampling: { ...sampling, seed: done.seed }, ...(explained && { explained: explained.tokens }) })
}

const draftingOf = async (frame: Frame, who: string): Promise<Drafting> => (who === 'auto' || who === 'off' ? who : { modelId: (await theModel(frame, who)).id })

/** In a book: with all that the model is told of it. Without one: after the text alone. */
async function placeOf(frame: Frame, options: Options): Promise<{ readonly before: string; readonly projectId?: ProjectId; readonly sceneId?: NodeId; readonly after?: string }> {
  if (options.project === undefined) {
    if (options.prompt === undefined) throw new AuroreError('shell.bad-arguments', { detail: '--prompt, --project' })
    return { before: options.prompt }
  }
  const project = await theProject(frame, options.project)
  return { projectId: project.id, ...(await placeIn(frame, project, options) ?? { before: options.prompt ?? '' }) }
}

/** Passes the words on as they come; the last event carries the whole. */
export async function follow(stream: AsyncIterable<Continuation>, onText: (text: string) => void): Promise<Done> {
  for await (const event of stream) {
    if (event.type === 'done') return event
    onText(event.text)
  }
  throw new AuroreError('general.cancelled')
}
