// The words for the ways of suggesting and for each sampler, in English.
import type { MessageTable } from '../messages.ts'

export const sampling = {
  way: 'Way of suggesting', own: 'My own numbers',
  plain: 'Plain', faithful: 'Faithful', balanced: 'Balanced', surprising: 'Surprising', dreaming: 'Dreaming',
  plainSays: 'Takes the expected word nearly every time: safe, and soon monotonous.',
  faithfulSays: 'Stays close to what the voice has learned; anything doubtful is left out.',
  balancedSays: 'Likely words with some room to move. What Aurore does unless told otherwise.',
  surprisingSays: 'Often leaves the most obvious word aside, and does not repeat itself.',
  dreamingSays: 'Wanders far among words that still make sense; expect to refuse more.',
  ownSays: 'The numbers under Advanced are none of the five ways.',
  back: 'Back to “{name}”',
  howDaring: 'How daring', whereItEnds: 'Where the likely ends', againstRepeats: 'Against repetition', theWords: 'Words', searching: 'Searching instead of drawing', theOrder: 'Order of the samplers',
  temperature: 'Temperature (0: greedy)', dynamicRange: 'Dynamic temperature: range (0: off)', dynamicExponent: 'Dynamic temperature: exponent', mirostatTau: 'Mirostat 2: tau, in bits (0: off)', mirostatEta: 'Mirostat 2: eta',
  topK: 'Top-k (0: off)', topP: 'Top-p (1: off)', minP: 'Min-p (0: off)', topA: 'Top-a (0: off)', typicalP: 'Typical-p (1: off)', tailFree: 'Tail-free, z (1: off)', epsilonCutoff: 'Epsilon cutoff (0: off)',
  etaCutoff: 'Eta cutoff (0: off)', xtcThreshold: 'XTC: threshold', xtcProbability: 'XTC: probability (0: off)',
  repetitionPenalty: 'Repetition penalty (1: off)', repetitionSlope: 'Repetition slope (0: off)', frequencyPenalty: 'Frequency penalty', presencePenalty: 'Presence penalty', penaltyRange: 'Range of penalties, in tokens (0: all)',
  dryMultiplier: 'DRY: multiplier (0: off)', dryBase: 'DRY: base', dryAllowedLength: 'DRY: allowed length', dryRange: 'DRY: range, in tokens (0: all)', dryBreakers: 'DRY: breakers, one a line (\\n: line end)',
  noRepeatNgram: 'No-repeat n-gram size (0: off)',
  beams: 'Beams (1: draws)', lengthPenalty: 'Length penalty', contrastAlpha: 'Contrast (0: off)', contrastTop: 'Contrast: words looked at',
  bannedPhrases: 'Never write', bannedPhrasesHint: 'One word or phrase a line. However the model spells it out, it goes back and finds another way.', bannedAnyCase: 'Capitals do not matter',
  phraseBias: 'Drawn to', phraseBiasHint: 'One a line: a phrase = a number from -20 to 20. Below 0: away from it.', bannedTokens: 'Banned tokens', bannedTokensHint: 'Their numbers, with commas between.',
  stop: 'Stop before', stopHint: 'One text a line.', minTokens: 'Tokens at least',
  seed: 'Seed (empty: a new one each time)', seedAnother: 'Another', seedSame: 'Same again', seedSameHint: 'Keeps the seed of the last suggestion.',
  earlier: '{name}: earlier', later: '{name}: later', orderHint: 'Bans and biases come first, the draw last. Drag, or use the arrows.',
  penaltiesName: 'Penalties', dryName: 'DRY', noRepeatName: 'No-repeat n-gram', temperatureName: 'Temperature', topKName: 'Top-k', tailFreeName: 'Tail-free', typicalName: 'Typical', topAName: 'Top-a', topPName: 'Top-p',
  epsilonName: 'Epsilon', etaName: 'Eta', minPName: 'Min-p', xtcName: 'XTC', mirostatName: 'Mirostat 2'
} as const satisfies MessageTable
