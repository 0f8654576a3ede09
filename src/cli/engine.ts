// aurore engine verify: the engine against another implementation's numbers. Knows the engine's own contract.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { Device } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { existsSync } from 'node:fs'
import { exitCodes } from './failure.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'

type Options = Common & { readonly device: Device }

export function engine(language: Language): Command {
  const say = speak(language)
  return new Command('engine')
    .description(say('Checks the engine itself.', 'Vérifie le moteur lui-même.'))
    .addCommand(withCommon(new Command('verify'), say)
      .description(say('Compares the engine with reference numbers: logits, loss, gradients, optimizer steps, greedy tokens.', 'Compare le moteur à des nombres de référence : logits, perte, gradients, pas d’optimisation, jetons gloutons.'))
      .argument('<folder>', say('a folder with a model and its expected numbers', 'un dossier avec un modèle et ses nombres attendus'))
      .addOption(new Option('--device <device>', say('what computes', 'ce qui calcule')).choices(Device.options).default('cpu'))
      .addHelpText('after', '\n  $ aurore engine verify golden/llama-tiny --device cpu --json')
      .action((folder: string, options: Options) => inApp(options, language, (frame) => verify(frame, resolve(folder), options))))
}

async function verify(frame: Frame, folder: string, { device }: Options): Promise<number> {
  if (!existsSync(folder)) throw new AuroreError('shell.unreadable', { path: folder, detail: 'ENOENT' })
  const found = await frame.app.engine.trainer.verify({ folder, device })
  frame.give(found)
  const width = Math.max(...found.lines.map(({ what }) => what.length))
  for (const { what, difference, tolerance, within } of found.lines) frame.tell(`${within ? '✓' : '✗'} ${what.padEnd(width)} ${difference.toExponential(2)}  (≤ ${tolerance.toExponential(1)})`)
  if (found.greedyAgrees !== null) frame.tell(`${found.greedyAgrees ? '✓' : '✗'} ${frame.say('greedy tokens agree', 'jetons gloutons identiques')}`)
  frame.tell(`${found.architecture}, ${found.device}: ${found.ok ? frame.say('all within tolerance', 'tout est dans la tolérance') : frame.say('NOT within tolerance', 'HORS tolérance')}`)
  return found.ok ? exitCodes.done : exitCodes.failed
}
