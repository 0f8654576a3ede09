// aurore write: continues a text in a voice, as it comes or as one JSON value. Knows the contract's stream.
import { Command, Option } from 'commander'
import { Sampling, type Continuation } from '#shared/contract/writing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { theSpeaker, type SpeakerOptions } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { withSpeaker } from './speaker.ts'
import { collect, decimal, whole } from './values.ts'

type Options = Common & SpeakerOptions & {
  readonly prompt: string; readonly tokens: number; readonly until: 'tokens' | 'sentence' | 'paragraph'
  readonly temperature?: number; readonly topK?: number; readonly topP?: number; readonly minP?: number; readonly repetitionPenalty?: number; readonly seed?: number; readonly stop: readonly string[]
}
export type Done = Extract<Continuation, { type: 'done' }>

export function write(language: Language): Command {
  const say = speak(language)
  return withSpeaker(withCommon(new Command('write'), say), say)
    .description(say('Continues a text in a voice.', 'Continue un texte dans une voix.'))
    .requiredOption('--prompt <text>', say('the text to continue', 'le texte à continuer'))
    .option('--tokens <n>', say('at most so many tokens (a token is a word or a piece of one)', 'au plus ce nombre de jetons (un jeton est un mot ou un morceau de mot)'), whole(1, 100_000), 100)
    .addOption(new Option('--until <stop>', say('where to stop', 'où s’arrêter')).choices(['tokens', 'sentence', 'paragraph']).default('tokens'))
    .option('--temperature <t>', say('daring; 0 always takes the likeliest', 'audace ; 0 prend toujours le plus probable'), decimal(0, 5))
    .option('--top-k <n>', say('only the n likeliest; 0: off', 'seulement les n plus probables ; 0 : sans'), whole(0))
    .option('--top-p <p>', say('only the likeliest that sum to p', 'seulement les plus probables dont la somme fait p'), decimal(0, 1))
    .option('--min-p <p>', say('only those at least p times as likely as the likeliest', 'seulement ceux au moins p fois aussi probables que le plus probable'), decimal(0, 1))
    .option('--repetition-penalty <r>', say('above 1: repeats itself less', 'au-dessus de 1 : se répète moins'), decimal(0.5, 3))
    .option('--seed <n>', say('the same seed gives the same text', 'la même graine donne le même texte'), whole(0))
    .option('--stop <text>', say('stop before this text (may be given again)', 's’arrêter avant ce texte (peut être répété)'), collect, [])
    .addHelpText('after', '\n  $ aurore write --voice Sand --prompt "Quand Germain revint au champ," --tokens 80 --seed 7')
    .action((options: Options) => inApp(options, language, (frame) => run(frame, options)))
}

async function run(frame: Frame, options: Options): Promise<void> {
  const speaker = await theSpeaker(frame, options)
  const { temperature, topK, topP, minP, repetitionPenalty, seed, stop } = options
  const sampling = Sampling.parse({ temperature, topK, topP, minP, repetitionPenalty, seed, stop: [...stop] })
  const stream = await frame.client.writing.continue({ speaker, before: options.prompt, maxTokens: options.tokens, stopAt: options.until, sampling }, { signal: frame.interrupted })
  if (!frame.json) process.stdout.write(options.prompt)
  const done = await follow(stream, (text) => { if (!frame.json) process.stdout.write(text) })
  frame.tell()
  frame.give({ prompt: options.prompt, text: done.text, tokens: done.tokens, seed: done.seed, stoppedBy: done.stoppedBy, tokensPerSecond: done.tokensPerSecond, firstTokenSeconds: done.firstTokenSeconds })
}

/** Passes the words on as they come; the last event carries the whole. */
export async function follow(stream: AsyncIterable<Continuation>, onText: (text: string) => void): Promise<Done> {
  for await (const event of stream) {
    if (event.type === 'done') return event
    onText(event.text)
  }
  throw new AuroreError('general.cancelled')
}
