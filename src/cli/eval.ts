// aurore eval: how well a voice or a model expects a text. The app reads the file, as it reads any manuscript.
import { Command } from 'commander'
import type { Language } from '#shared/language.ts'
import { theSpeaker, type SpeakerOptions } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { readAsFile } from './read.ts'
import { shown } from './values.ts'
import { withSpeaker } from './speaker.ts'

type Options = Common & SpeakerOptions & { readonly text: string }

export function evaluate(language: Language): Command {
  const say = speak(language)
  return withSpeaker(withCommon(new Command('eval'), say), say)
    .description(say('Measures how surprised a voice or a model is by a text: the lower the perplexity, the better it knows it.', 'Mesure la surprise d’une voix ou d’un modèle devant un texte : plus la perplexité est basse, mieux il le connaît.'))
    .requiredOption('--text <file>', say('the text, read and cleaned as a manuscript is', 'le texte, lu et nettoyé comme un manuscrit'))
    .addHelpText('after', '\n  $ aurore eval --voice Sand --text mare-au-diable.txt --json')
    .action((options: Options) => inApp(options, language, (frame) => run(frame, options)))
}

async function run(frame: Frame, options: Options): Promise<void> {
  const file = await readAsFile(options.text)
  const speaker = await theSpeaker(frame, options)
  const { text } = await frame.client.corpora.read({ file })
  const { tokens, nll, perplexity } = await frame.client.voices.evaluate({ speaker, text })
  const { count, decimal } = shown(frame.language)
  frame.give({ tokens, nll, perplexity })
  frame.tell(`${frame.say('perplexity', 'perplexité')} ${decimal(perplexity)}  (${count(tokens)} ${frame.say('tokens', 'jetons')}, nll ${decimal(nll)})`)
}
