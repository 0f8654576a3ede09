// The options for every training setting, named as the contract names them. What is not given keeps the contract's default.
import { Option, type Command } from 'commander'
import { BaseWeights, Checkpointing, Optimiser, Device, Precision, Schedule, type TrainingSettings } from '#shared/contract/training.ts'
import type { Say } from './language.ts'
import { decimal, listed, whole } from './values.ts'

export type SettingOptions = Partial<Omit<TrainingSettings, 'patience' | 'targets' | 'dropout'>> & { readonly targets?: string[]; readonly patience?: number; readonly device?: Device; readonly dropout?: number; readonly modelDropout?: number }

export const withTrainingSettings = (command: Command, say: Say): Command => texts(layers(ways(sizes(command, say), say), say), say)

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

/** What learns: LoRA's layers, or a part of the model. */
function layers(command: Command, say: Say): Command {
  return command
    .option('--targets <names>', say('LoRA: which layers, by the last part of their name, with commas between', 'LoRA : quelles couches, par la fin de leur nom, séparées par des virgules'), listed)
    .option('--dropout <p>', say('LoRA: share of its inputs left out at each step', 'LoRA : part de ses entrées laissée de côté à chaque pas'), decimal(0, 0.9))
    .option('--model-dropout <p>', say('share that the model itself leaves out at each step (default: as the configuration of a model that reads has it, else none)', 'part que le modèle lui-même laisse de côté à chaque pas (par défaut : celle de la configuration d’un modèle qui lit, sinon aucune)'), decimal(0, 0.9))
    .option('--rslora', say('LoRA: alpha over the rank’s root (for high ranks)', 'LoRA : alpha sur la racine du rang (pour les rangs élevés)'))
    .addOption(new Option('--base-weights <form>', say('LoRA: how the frozen model is kept in memory (int8: about a third less in all, as measured)', 'LoRA : comment le modèle figé est gardé en mémoire (int8 : environ un tiers de moins en tout, mesuré)')).choices(BaseWeights.options))
    .addOption(new Option('--precision <bits>', say('what matrix products are computed in (auto: f16 on a graphics card that has it and is faster with it)', 'en quoi sont calculés les produits de matrices (auto : f16 sur une carte graphique qui le permet et va plus vite ainsi)')).choices(Precision.options))
    .addOption(new Option('--checkpointing <when>', say('work out twice what there is no memory to keep: less memory, about a third more time (auto: where memory would not suffice)', 'calculer deux fois ce que la mémoire ne peut garder : moins de mémoire, environ un tiers de temps en plus (auto : si la mémoire ne suffisait pas)')).choices(Checkpointing.options))
    .option('--last-layers <n>', say('without an adapter: only so many last blocks learn', 'sans couche légère : seuls tant de derniers blocs apprennent'), whole(1, 1000))
    .option('--freeze-embeddings', say('without an adapter: the words’ own vectors stay as they are', 'sans couche légère : les vecteurs des mots restent tels quels'))
    .option('--dora', say('LoRA: directions and lengths learned apart', 'LoRA : directions et longueurs apprises à part'))
}

/** What is read and what is written down. */
function texts(command: Command, say: Say): Command {
  return command
    .option('--separator <mark>', say('a mark in a chapter, <sep> say: what stands before it is only read, what follows is learned', 'une marque dans un chapitre, <sep> par exemple : ce qui la précède est seulement lu, ce qui suit est appris'))
    .option('--tensorboard', say('also write the curve as a TensorBoard event file', 'écrit aussi la courbe dans un fichier d’événements TensorBoard'))
}

/** How much of everything. */
function sizes(command: Command, say: Say): Command {
  return command
    .option('--steps <n>', say('how many steps (default: about three passes over the text)', 'nombre de pas (par défaut : environ trois passages sur le texte)'), whole(1, 1_000_000))
    .addOption(new Option('--device <device>', say('what computes', 'ce qui calcule')).choices(Device.options))
    .option('--learning-rate <r>', say('how far each step goes', 'l’ampleur de chaque pas'), decimal(1e-9, 1))
    .option('--warmup <n>', say('steps until the full learning rate', 'pas avant le plein taux d’apprentissage'), whole(0))
    .option('--weight-decay <d>', say('pull towards zero', 'rappel vers zéro'), decimal(0, 1))
    .option('--clip <norm>', say('longest gradient allowed', 'plus long gradient admis'), decimal(1e-9))
    .option('--context <n>', say('tokens seen at once', 'jetons vus à la fois'), whole(8, 8192))
    .option('--batch <n>', say('windows a step', 'fenêtres par pas'), whole(1, 512))
    .option('--accumulation <n>', say('batches summed into one step', 'lots additionnés en un pas'), whole(1, 1024))
    .option('--keep <share>', say('share of the way from the base to what was learned that the voice keeps, 0.05 to 1 (default: 0.5 for full, else 1)', 'part du chemin, de la base à ce qui est appris, que la voix garde, de 0,05 à 1 (par défaut : 0,5 pour full, sinon 1)'), decimal(0.05, 1))
    .option('--phrases <share>', say('share of her own turns of phrase, counted word for word, in what the voice expects, 0 to 0.5 (default: 0.08)', 'part de ses propres tournures, comptées mot à mot, dans ce que la voix attend, de 0 à 0,5 (par défaut : 0,08)'), decimal(0, 0.5))
    .option('--rank <n>', say('LoRA: size of the layer', 'LoRA : taille de la couche'), whole(1, 512))
    .option('--alpha <a>', say('LoRA: its scale', 'LoRA : son échelle'), decimal(1e-9))
    .option('--evaluate-every <n>', say('steps between two measures on held-out text', 'pas entre deux mesures sur le texte mis de côté'), whole(1))
    .option('--patience <n>', say('measures without progress before it stops; 0: never', 'mesures sans progrès avant l’arrêt ; 0 : jamais'), whole(0))
    .option('--checkpoint-seconds <s>', say('seconds between two checkpoints', 'secondes entre deux points de reprise'), decimal(1, 3600))
    .option('--seed <n>', say('the same seed learns the same voice', 'la même graine apprend la même voix'), whole(0))
}

const names = ['steps', 'device', 'learningRate', 'warmup', 'weightDecay', 'clip', 'context', 'batch', 'accumulation', 'keep', 'phrases', 'rank', 'alpha', 'evaluateEvery', 'checkpointSeconds', 'seed',
  'optimiser', 'momentum', 'nesterov', 'decayNorms', 'schedule', 'labelSmoothing', 'average', 'targets', 'rslora', 'dora', 'lastLayers', 'freezeEmbeddings', 'baseWeights', 'checkpointing', 'precision', 'separator', 'tensorboard'] as const

/** Only what was asked for. */
export function chosen(options: SettingOptions): Partial<TrainingSettings> {
  const asked = Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))
  return {
    ...asked, ...(options.dropout === undefined ? {} : { loraDropout: options.dropout }),
    ...(options.modelDropout === undefined ? {} : { dropout: options.modelDropout }),
    ...(options.patience === undefined ? {} : { patience: options.patience === 0 ? null : options.patience })
  }
}
