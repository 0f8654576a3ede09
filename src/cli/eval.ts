// aurore eval: how well a voice or a model expects a text; aurore echo: word by word. The app reads the file, as it reads any manuscript.
import { Command } from 'commander'
import type { Language } from '#shared/language.ts'
import { isHers } from '#shared/likelihood.ts'
import { theSpeaker, type SpeakerOptions } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { tellTokens } from './likelihood.ts'
import { chosenManner, withManner, type MannerOptions } from './manner.ts'
import { readAsFile } from './read.ts'
import { shown, whole } from './values.ts'
import { withSpeaker } from './speaker.ts'

type Options = Common & SpeakerOptions & Partial<MannerOptions> & { readonly text: string; readonly tokens?: boolean; readonly top: number }

const withText = (command: Command, say: Say): Command => withSpeaker(withCommon(command, say), say)
  .requiredOption('--text <file>', say('the text, read and cleaned as a manuscript is', 'le texte, lu et nettoyé comme un manuscrit'))
  .option('--top <n>', say('with each word, so many of the likeliest in its place', 'avec chaque mot, ce nombre des plus probables à sa place'), whole(0, 20), 3)

export function evaluate(language: Language): Command {
  const say = speak(language)
  return withText(new Command('eval'), say)
    .description(say('Measures how surprised a voice or a model is by a text: the lower the perplexity, the better it knows it.', 'Mesure la surprise d’une voix ou d’un modèle devant un texte : plus la perplexité est basse, mieux il le connaît.'))
    .option('--tokens', say('also word by word, as echo does', 'aussi mot par mot, comme echo'))
    .addHelpText('after', '\n  $ aurore eval --voice Sand --text mare-au-diable.txt --json')
    .action((options: Options) => inApp(options, language, (frame) => (options.tokens === true ? echoText(frame, options) : measure(frame, options))))
}

export function echo(language: Language): Command {
  const say = speak(language)
  return withManner(withText(new Command('echo'), say), say)
    .description(say('Shows how likely each word of a text was, and which words are the voice’s own.', 'Montre la probabilité de chaque mot d’un texte, et quels mots sont propres à la voix.'))
    .addHelpText('after', '\n  $ aurore echo --voice Sand --text page.txt --top 5\n  $ aurore echo --voice Sand --text page.txt --json')
    .action((options: Options) => inApp(options, language, (frame) => echoText(frame, options)))
}

async function measure(frame: Frame, options: Options): Promise<void> {
  const file = await readAsFile(options.text)
  const speaker = await theSpeaker(frame, options)
  const { text } = await frame.client.corpora.read({ file })
  const { tokens, nll, perplexity } = await frame.client.voices.evaluate({ speaker, text })
  frame.give({ tokens, nll, perplexity })
  summarise(frame, tokens, nll)
}

/** Windows overlap here, so that every word stands behind real text: its perplexity is a little lower than the one `eval` gives. */
async function echoText(frame: Frame, options: Options): Promise<void> {
  const file = await readAsFile(options.text)
  const speaker = await theSpeaker(frame, options)
  const { text } = await frame.client.corpora.read({ file })
  const { tokens, nll, counted, baseNll } = await frame.client.voices.score({ speaker, manner: await chosenManner(frame, speaker, { mix: [], precision: 'auto', ...options }), text, top: options.top }, { signal: frame.interrupted })
  frame.give({ tokens: tokens.map((token) => ({ ...token, hers: isHers(token) })), counted, nll, baseNll, perplexity: Math.exp(nll / Math.max(1, counted)) })
  tellTokens(frame, tokens)
  summarise(frame, counted, nll)
}

function summarise(frame: Frame, tokens: number, nll: number): void {
  const { count, decimal } = shown(frame.language)
  frame.tell(`${frame.say('perplexity', 'perplexité')} ${decimal(Math.exp(nll / Math.max(1, tokens)))}  (${count(tokens)} ${frame.say('tokens', 'jetons')}, nll ${decimal(nll)})`)
}
