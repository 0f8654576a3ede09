// The whole command line: its commands in the order a newcomer needs them. Knows no service.
import { Command } from 'commander'
import { programVersions } from '#main/versions.ts'
import type { Language } from '#shared/language.ts'
import { classify } from './classify.ts'
import { context } from './context.ts'
import { demo } from './demo.ts'
import { devices } from './devices.ts'
import { endpoint } from './endpoint.ts'
import { engine } from './engine.ts'
import { echo, evaluate } from './eval.ts'
import { exportBook } from './export.ts'
import { importFiles } from './import.ts'
import { speak } from './language.ts'
import { models } from './models.ts'
import { parrot } from './parrot.ts'
import { reader } from './reader.ts'
import { serve } from './serve.ts'
import { terminal } from './terminal.ts'
import { tokenizer } from './tokenizer.ts'
import { train } from './train.ts'
import { voice } from './voice.ts'
import { write } from './write.ts'

const commands = [importFiles, train, classify, evaluate, echo, write, context, exportBook, parrot, voice, reader, tokenizer, models, endpoint, serve, demo, engine, devices]

export function program(language: Language): Command {
  const say = speak(language)
  const aurore = new Command('aurore')
    .description(say('A writing assistant that learns its author’s voice, on her own machine.', 'Un assistant d’écriture qui apprend la voix de son auteur, sur sa propre machine.'))
    .version(programVersions().version, '--version', say('print the version', 'affiche la version'))
    .option('--lang <language>', say('en or fr, for what is printed', 'en ou fr, pour ce qui s’affiche'))
  for (const command of commands) aurore.addCommand(command(language))
  return settle(aurore, language)
}

const titles: Readonly<Record<string, string>> = { 'Usage:': 'Utilisation :', 'Options:': 'Options :', 'Arguments:': 'Arguments :', 'Commands:': 'Commandes :' }

/** Throws instead of leaving, keeps stderr for us, and speaks the author's language down to the headings. */
function settle(command: Command, language: Language): Command {
  const say = speak(language)
  command.exitOverride().configureOutput({ writeOut: (text) => { terminal().print(text) }, writeErr: () => {} }).showSuggestionAfterError(false)
  command.helpOption('-h, --help', say('print this help', 'affiche cette aide'))
  command.configureHelp({ styleTitle: (title) => say(title, titles[title] ?? title) })
  if (command.commands.length > 0) command.helpCommand(false)
  for (const child of command.commands) settle(child as Command, language)
  return command
}
