// The options for every training setting, named as the contract names them. What is not given keeps the contract's default.
import { Option, type Command } from 'commander'
import { Optimiser, Schedule, type Device, type TrainingSettings } from '#shared/contract/training.ts'
import type { Say } from './language.ts'
import { decimal, whole } from './values.ts'

export type SettingOptions = Partial<Omit<TrainingSettings, 'patience'>> & { readonly patience?: number; readonly device?: Device }

export const withTrainingSettings = (command: Command, say: Say): Command => ways(sizes(command, say), say)

/** How it learns. */
function ways(command: Command, say: Say): Command {
  return command
    .addOption(new Option('--optimiser <name>', say('how gradients become a step', 'comment les gradients deviennent un pas')).choices(Optimiser.options))
    .option('--momentum <m>', say('SGD: share of the step before', 'SGD : part du pas précédent'), decimal(0, 0.999))
    .option('--nesterov', say('SGD: look ahead', 'SGD : regarder en avant'))
    .option('--decay-norms', say('weight decay on norms and biases too', 'rappel vers zéro sur les normes et les biais aussi'))
    .addOption(new Option('--schedule <name>', say('the learning rate over time', 'le taux d’apprentissage au fil du temps')).choices(Schedule.options))
    .option('--label-smoothing <s>', say('share of each target spread over all tokens', 'part de chaque cible répartie sur tous les jetons'), decimal(0, 0.5))
    .option('--average <d>', say('keep a running mean of the weights: the share of it that stays, 0.999 say', 'garder une moyenne des poids : la part qui en reste, 0.999 par exemple'), decimal(0.5, 0.99999))
}

/** How much of everything. */
function sizes(command: Command, say: Say): Command {
  return command
    .option('--steps <n>', say('how many steps (default: about three passes over the text)', 'nombre de pas (par défaut : environ trois passages sur le texte)'), whole(1, 1_000_000))
    .addOption(new Option('--device <device>', say('what computes', 'ce qui calcule')).choices(['auto', 'cpu', 'webgpu']))
    .option('--learning-rate <r>', say('how far each step goes', 'l’ampleur de chaque pas'), decimal(1e-9, 1))
    .option('--warmup <n>', say('steps until the full learning rate', 'pas avant le plein taux d’apprentissage'), whole(0))
    .option('--weight-decay <d>', say('pull towards zero', 'rappel vers zéro'), decimal(0, 1))
    .option('--clip <norm>', say('longest gradient allowed', 'plus long gradient admis'), decimal(1e-9))
    .option('--context <n>', say('tokens seen at once', 'jetons vus à la fois'), whole(8, 8192))
    .option('--batch <n>', say('windows a step', 'fenêtres par pas'), whole(1, 512))
    .option('--accumulation <n>', say('batches summed into one step', 'lots additionnés en un pas'), whole(1, 1024))
    .option('--rank <n>', say('LoRA: size of the layer', 'LoRA : taille de la couche'), whole(1, 512))
    .option('--alpha <a>', say('LoRA: its scale', 'LoRA : son échelle'), decimal(1e-9))
    .option('--evaluate-every <n>', say('steps between two measures on held-out text', 'pas entre deux mesures sur le texte mis de côté'), whole(1))
    .option('--patience <n>', say('measures without progress before it stops; 0: never', 'mesures sans progrès avant l’arrêt ; 0 : jamais'), whole(0))
    .option('--checkpoint-seconds <s>', say('seconds between two checkpoints', 'secondes entre deux points de reprise'), decimal(1, 3600))
    .option('--seed <n>', say('the same seed learns the same voice', 'la même graine apprend la même voix'), whole(0))
}

const names = ['steps', 'device', 'learningRate', 'warmup', 'weightDecay', 'clip', 'context', 'batch', 'accumulation', 'rank', 'alpha', 'evaluateEvery', 'checkpointSeconds', 'seed',
  'optimiser', 'momentum', 'nesterov', 'decayNorms', 'schedule', 'labelSmoothing', 'average'] as const

/** Only what was asked for. */
export function chosen(options: SettingOptions): Partial<TrainingSettings> {
  const asked = Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))
  return options.patience === undefined ? asked : { ...asked, patience: options.patience === 0 ? null : options.patience }
}
