// The options that say who speaks, the same for every command that asks.
import { Option, type Command } from 'commander'
import type { Say } from './language.ts'

export function withSpeaker(command: Command, say: Say): Command {
  return command
    .addOption(new Option('--voice <name>', say('a voice that was learned', 'une voix apprise')).conflicts('model'))
    .option('--model <folder>', say('a model by its name or Hugging Face folder, as it came (default: the built-in one)', 'un modèle, par son nom ou son dossier Hugging Face, tel quel (par défaut : celui qui est fourni)'))
    .option('--project <name>', say('where to look for the voice, when several have its name', 'où chercher la voix, si plusieurs portent son nom'))
}
