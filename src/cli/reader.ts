// aurore reader: the models that read which were learned here, how well they do, and one on its way out. Knows the contract only.
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Reader } from '#shared/contract/readers.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { tellScores } from './scores.ts'
import { table } from './typeset.ts'
import { shown } from './values.ts'

type Named = Common & { readonly reader: string }

export function reader(language: Language): Command {
  const say = speak(language)
  return new Command('reader')
    .description(say('Lists the readers learned here, shows how well one does, and gives one to other programs.', 'Montre les lecteurs appris ici, dit ce que l’un d’eux vaut, et en donne un à d’autres programmes.'))
    .addCommand(listCommand(language, say))
    .addCommand(showCommand(language, say))
    .addCommand(exportCommand(language, say))
}

const listCommand = (language: Language, say: Say): Command => withCommon(new Command('list'), say)
  .description(say('The readers learned so far.', 'Les lecteurs appris jusqu’ici.'))
  .addHelpText('after', '\n  $ aurore reader list')
  .action((options: Common) => inApp(options, language, list))

const named = (name: string, say: Say): Command => withCommon(new Command(name), say).requiredOption('--reader <name>', say('the reader’s name', 'le nom du lecteur'))

const showCommand = (language: Language, say: Say): Command => named('show', say)
  .description(say('What a reader made of the texts it never learned from.', 'Ce qu’un lecteur a fait des textes dont il n’a jamais appris.'))
  .addHelpText('after', '\n  $ aurore reader show --reader "Who speaks"')
  .action((options: Named) => inApp(options, language, (frame) => show(frame, options)))

const exportCommand = (language: Language, say: Say): Command => named('export', say)
  .description(say('Writes a reader as a Hugging Face folder; one learned as a light layer as an adapter in PEFT’s layout, unless --merged. Nothing that exists is replaced.', 'Écrit un lecteur en dossier Hugging Face ; un lecteur appris en couche légère sort au format PEFT, sauf avec --merged. Rien de ce qui existe n’est remplacé.'))
  .option('--merged', say('of a light layer over a model: the two as one whole model', 'd’une couche légère sur un modèle : les deux en un seul modèle'))
  .requiredOption('--out <folder>', say('the folder to make', 'le dossier à créer'))
  .addHelpText('after', '\n  $ aurore reader export --reader "Who speaks" --out who-speaks')
  .action((options: Named & { readonly out: string; readonly merged?: boolean }) => inApp(options, language, async (frame) => {
    const { path } = await frame.client.readers.export({ name: options.reader, to: resolve(options.out), merged: options.merged ?? false })
    frame.give({ path })
    frame.tell(path)
  }))

async function list(frame: Frame): Promise<void> {
  const readers = await frame.client.readers.list()
  for (const one of readers) frame.give(one)
  frame.tell(readers.length === 0 ? frame.say('no reader yet', 'aucun lecteur pour l’instant') : table(readers.map((one) => [one.name, summary(frame, one)])))
}

function summary({ language, say }: Frame, { objective, state, scores, bestHeldOut, labels }: Reader): string {
  const { percent, decimal } = shown(language)
  const told = scores ? `${percent(scores.accuracy)} ${say('right', 'justes')}` : objective === 'masked' && bestHeldOut !== null ? `${say('perplexity', 'perplexité')} ${decimal(Math.exp(bestHeldOut))}` : ''
  return [objective, ...(labels ? [labels.join(', ')] : []), state, told].filter((part) => part !== '').join(' · ')
}

async function show(frame: Frame, { reader: name }: Named): Promise<void> {
  const found = (await frame.client.readers.list()).find((one) => one.name.toLocaleLowerCase() === name.trim().toLocaleLowerCase())
  if (!found) throw new AuroreError('readers.unknown', { name })
  frame.give(found)
  frame.tell(`${found.name}${frame.say(':', ' :')} ${summary(frame, found)}`)
  if (found.scores && found.labels) tellScores(frame, found.labels, found.scores)
  frame.tell(found.folder)
}
