// The options for every sampler, named as the contract names them. What is not given keeps the preset's number, or else the contract's default.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { SamplerName, Sampling } from '#shared/contract/sampling.ts'
import { presetNames, presets, type PresetName } from '#shared/presets.ts'
import type { Say } from './language.ts'
import { collect, decimal, listed, whole } from './values.ts'

type Bias = Sampling['phraseBias'][number]
/** Commander's names, which are the contract's but for those that may be given again. */
export type SamplingOptions = Partial<Omit<Sampling, 'noRepeatNgram' | 'phraseBias' | 'bannedPhrases' | 'stop' | 'bannedAnyCase' | 'bannedTokens' | 'dryBreakers'>> & {
  readonly preset?: PresetName; readonly bias: readonly Bias[]; readonly ban: readonly string[]; readonly banToken: readonly number[]; readonly banExactCase?: boolean
  readonly stop: readonly string[]; readonly dryBreaker: readonly string[]; readonly uniqueNgram?: number
}

export const withSampling = (command: Command, say: Say): Command =>
  [likely, cut, repeats, words, search].reduce((made, group) => group(made, say), command).optionsGroup(say('Others:', 'Autres :'))

function likely(command: Command, say: Say): Command {
  return command.optionsGroup(say('How daring:', 'Audace :'))
    .addOption(new Option('--preset <name>', say('a way with a name: plain (the expected), faithful (near what was learned), balanced, surprising (leaves out the obvious), dreaming (wanders)', 'une manière qui a un nom : plain (l’attendu), faithful (au plus près de l’appris), balanced, surprising (laisse l’évident de côté), dreaming (vagabonde)')).choices(presetNames))
    .option('--temperature <t>', say('daring; 0 always takes the likeliest', 'audace ; 0 prend toujours le plus probable'), decimal(0, 5))
    .option('--dynamic-range <r>', say('temperature moves by up to r with how unsure the model is; 0: off', 'la température bouge de r au plus selon l’incertitude du modèle ; 0 : sans'), decimal(0, 5))
    .option('--dynamic-exponent <e>', say('how it moves: above 1, later', 'comment elle bouge : au-dessus de 1, plus tard'), decimal(0.1, 10))
    .option('--mirostat-tau <bits>', say('Mirostat 2: wished surprise; 0: off', 'Mirostat 2 : surprise voulue ; 0 : sans'), decimal(0, 20))
    .option('--mirostat-eta <e>', say('Mirostat 2: how fast it follows', 'Mirostat 2 : vitesse de suivi'), decimal(0.0001, 1))
    .option('--seed <n>', say('the same seed gives the same text', 'la même graine donne le même texte'), whole(0))
}

function cut(command: Command, say: Say): Command {
  return command.optionsGroup(say('Where the likely ends:', 'Où finit le probable :'))
    .option('--top-k <n>', say('only the n likeliest; 0: off', 'seulement les n plus probables ; 0 : sans'), whole(0))
    .option('--top-p <p>', say('only the likeliest that sum to p', 'seulement les plus probables dont la somme fait p'), decimal(0, 1))
    .option('--min-p <p>', say('only those at least p times as likely as the likeliest', 'seulement ceux au moins p fois aussi probables que le plus probable'), decimal(0, 1))
    .option('--top-a <a>', say('only those above a × the likeliest squared; 0: off', 'seulement ceux au-dessus de a × le plus probable au carré ; 0 : sans'), decimal(0, 1))
    .option('--typical-p <p>', say('only those as surprising as expected, that sum to p; 1: off', 'seulement ceux dont la surprise est attendue, de somme p ; 1 : sans'), decimal(0, 1))
    .option('--tail-free <z>', say('without the tail, by its bends; 1: off', 'sans la queue, d’après ses courbures ; 1 : sans'), decimal(0, 1))
    .option('--epsilon-cutoff <e>', say('only those likelier than e; 0: off', 'seulement ceux plus probables que e ; 0 : sans'), decimal(0, 1))
    .option('--eta-cutoff <e>', say('the same, more generous where all is open; 0: off', 'de même, plus large quand tout est ouvert ; 0 : sans'), decimal(0, 1))
    .option('--xtc-threshold <p>', say('XTC: what is obvious', 'XTC : ce qui est évident'), decimal(0, 1))
    .option('--xtc-probability <p>', say('XTC: how often the obvious is left out; 0: never', 'XTC : combien de fois l’évident est laissé de côté ; 0 : jamais'), decimal(0, 1))
    .option('--order <names>', say(`the order of samplers, each once: ${SamplerName.options.join(',')}`, `l’ordre des filtres, chacun une fois : ${SamplerName.options.join(',')}`), listed)
}

function repeats(command: Command, say: Say): Command {
  return command.optionsGroup(say('Against repetition:', 'Contre la répétition :'))
    .option('--repetition-penalty <r>', say('above 1: repeats itself less', 'au-dessus de 1 : se répète moins'), decimal(0.5, 3))
    .option('--repetition-slope <s>', say('weaker for what lies far back; 0: the same everywhere', 'plus faible pour ce qui est loin ; 0 : partout pareil'), decimal(0, 10))
    .option('--frequency-penalty <f>', say('for each time a token was said', 'pour chaque fois qu’un jeton a été dit'), decimal(-2, 2))
    .option('--presence-penalty <p>', say('once for a token that was said', 'une fois pour un jeton déjà dit'), decimal(-2, 2))
    .option('--penalty-range <n>', say('tokens these look back at; 0: all', 'jetons regardés en arrière ; 0 : tous'), whole(0, 100_000))
    .option('--dry-multiplier <m>', say('DRY: against repeated phrases; 0: off', 'DRY : contre les phrases répétées ; 0 : sans'), decimal(0, 10))
    .option('--dry-base <b>', say('DRY: how fast it grows with their length', 'DRY : sa croissance avec leur longueur'), decimal(1, 8))
    .option('--dry-allowed-length <n>', say('DRY: repeated tokens that cost nothing', 'DRY : jetons répétés sans coût'), whole(1, 100))
    .option('--dry-range <n>', say('DRY: tokens it looks back at; 0: all', 'DRY : jetons regardés en arrière ; 0 : tous'), whole(0, 100_000))
    .option('--dry-breaker <text>', say('DRY: nothing repeats across it (may be given again)', 'DRY : rien ne se répète au travers (peut être répété)'), collect, [])
    .option('--unique-ngram <n>', say('no n tokens twice; 0: off', 'jamais deux fois les mêmes n jetons ; 0 : sans'), whole(0, 50))
}

function words(command: Command, say: Say): Command {
  return command.optionsGroup(say('Words:', 'Mots :'))
    .option('--ban <phrase>', say('never this phrase (may be given again)', 'jamais cette expression (peut être répété)'), collect, [])
    .option('--ban-exact-case', say('capitals matter for --ban', 'les majuscules comptent pour --ban'))
    .option('--ban-token <n>', say('never this token (may be given again)', 'jamais ce jeton (peut être répété)'), numbers, [])
    .option('--bias <text=b>', say('drawn to a phrase, b from -20 to 20 (may be given again)', 'attirance pour une expression, b de -20 à 20 (peut être répété)'), biases, [])
    .option('--min-tokens <n>', say('no natural end before so many', 'pas de fin naturelle avant ce nombre'), whole(0, 10_000))
    .option('--stop <text>', say('stop before this text (may be given again)', 's’arrêter avant ce texte (peut être répété)'), collect, [])
}

function search(command: Command, say: Say): Command {
  return command.optionsGroup(say('Searching instead of drawing:', 'Chercher au lieu de tirer :'))
    .option('--beams <n>', say('the likeliest text, by n beams; 1: draws', 'le texte le plus probable, par n faisceaux ; 1 : tire au sort'), whole(1, 16))
    .option('--contrast-alpha <a>', say('contrastive search: of the likeliest few, the least like what was said; 0: off, 0.6 is usual', 'recherche contrastive : parmi les plus probables, ce qui ressemble le moins à ce qui a été dit ; 0 : sans, 0,6 est courant'), decimal(0, 1))
    .option('--contrast-top <k>', say('contrastive search: how many of the likeliest', 'recherche contrastive : combien des plus probables'), whole(2, 16))
    .option('--length-penalty <p>', say('above 0 favours longer texts', 'au-dessus de 0, préfère les textes longs'), decimal(-2, 3))
}

const numbers = (text: string, before: readonly number[]): readonly number[] => [...before, whole(0)(text)]

function biases(text: string, before: readonly Bias[]): readonly Bias[] {
  const { phrase, bias } = /^(?<phrase>.*\S.*)=(?<bias>[-+\d.]+)$/su.exec(text)?.groups ?? {}
  if (phrase === undefined || bias === undefined) throw new InvalidArgumentError('TEXT=3')
  return [...before, { text: phrase, bias: decimal(-20, 20)(bias) }]
}

const single = ['temperature', 'dynamicRange', 'dynamicExponent', 'mirostatTau', 'mirostatEta', 'seed', 'topK', 'topP', 'minP', 'topA', 'typicalP', 'tailFree', 'epsilonCutoff', 'etaCutoff', 'xtcThreshold',
  'xtcProbability', 'order', 'repetitionPenalty', 'repetitionSlope', 'frequencyPenalty', 'presencePenalty', 'penaltyRange', 'dryMultiplier', 'dryBase', 'dryAllowedLength', 'dryRange', 'minTokens',
  'beams', 'lengthPenalty', 'contrastAlpha', 'contrastTop'] as const satisfies readonly (keyof Sampling)[]

/** The preset's numbers (or the defaults), and over them what was asked for. */
export function chosenSampling(options: SamplingOptions): Sampling {
  const asked = Object.fromEntries(single.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))
  const parsed = Sampling.safeParse({
    ...presets[options.preset ?? 'balanced'], ...asked, ...(options.uniqueNgram === undefined ? {} : { noRepeatNgram: options.uniqueNgram }),
    ...(options.dryBreaker.length > 0 ? { dryBreakers: options.dryBreaker } : {}),
    phraseBias: options.bias, bannedPhrases: options.ban, bannedTokens: options.banToken, bannedAnyCase: options.banExactCase !== true, stop: options.stop
  })
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}
