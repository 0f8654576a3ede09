// The words for the ways of suggesting and for each sampler, in French.
import type { Translation } from '../messages.ts'
import type { sampling as english } from '../en/sampling.ts'

export const sampling = {
  way: 'Manière de suggérer', own: 'Mes propres chiffres',
  plain: 'Sobre', faithful: 'Fidèle', balanced: 'Équilibrée', surprising: 'Surprenante', dreaming: 'Rêveuse',
  plainSays: 'Prend presque toujours le mot attendu : sûre, et vite monotone.',
  faithfulSays: 'Reste au plus près de ce que la voix a appris ; le douteux est écarté.',
  balancedSays: 'Des mots probables, avec un peu de jeu. C’est la manière d’Aurore, sauf avis contraire.',
  surprisingSays: 'Laisse souvent de côté le mot le plus évident, et ne se répète pas.',
  dreamingSays: 'Vagabonde loin parmi les mots qui ont encore un sens ; attendez-vous à refuser davantage.',
  ownSays: 'Les chiffres de la section Avancé ne sont ceux d’aucune des cinq manières.',
  back: 'Revenir à « {name} »',
  howDaring: 'Audace', whereItEnds: 'Où finit le probable', againstRepeats: 'Contre la répétition', theWords: 'Mots', searching: 'Chercher au lieu de tirer au sort', theOrder: 'Ordre des filtres',
  temperature: 'Température (0 : le plus probable)', dynamicRange: 'Température dynamique : amplitude (0 : sans)', dynamicExponent: 'Température dynamique : exposant', mirostatTau: 'Mirostat 2 : tau, en bits (0 : sans)', mirostatEta: 'Mirostat 2 : êta',
  topK: 'Top-k (0 : sans)', topP: 'Top-p (1 : sans)', minP: 'Min-p (0 : sans)', topA: 'Top-a (0 : sans)', typicalP: 'Typical-p (1 : sans)', tailFree: 'Tail-free, z (1 : sans)', epsilonCutoff: 'Seuil epsilon (0 : sans)',
  etaCutoff: 'Seuil êta (0 : sans)', xtcThreshold: 'XTC : seuil', xtcProbability: 'XTC : probabilité (0 : sans)',
  repetitionPenalty: 'Pénalité de répétition (1 : sans)', repetitionSlope: 'Pente de la répétition (0 : sans)', frequencyPenalty: 'Pénalité de fréquence', presencePenalty: 'Pénalité de présence', penaltyRange: 'Portée des pénalités, en tokens (0 : tout)',
  dryMultiplier: 'DRY : facteur (0 : sans)', dryBase: 'DRY : base', dryAllowedLength: 'DRY : longueur permise', dryRange: 'DRY : portée, en tokens (0 : tout)', dryBreakers: 'DRY : ruptures, une par ligne (\\n : fin de ligne)',
  noRepeatNgram: 'Taille des n-grammes sans répétition (0 : sans)',
  beams: 'Faisceaux (1 : tirage au sort)', lengthPenalty: 'Pénalité de longueur', contrastAlpha: 'Contraste (0 : sans)', contrastTop: 'Contraste : mots examinés',
  bannedPhrases: 'Ne jamais écrire', bannedPhrasesHint: 'Un mot ou une expression par ligne. De quelque façon que le modèle l’épelle, il revient en arrière et trouve autre chose.', bannedAnyCase: 'Sans tenir compte des majuscules',
  phraseBias: 'Attirance', phraseBiasHint: 'Une par ligne : une expression = un nombre de -20 à 20. Au-dessous de 0 : à éviter.', bannedTokens: 'Tokens interdits', bannedTokensHint: 'Leurs numéros, séparés par des virgules.',
  stop: 'S’arrêter avant', stopHint: 'Un texte par ligne.', minTokens: 'Nombre minimal de tokens',
  seed: 'Graine (vide : une nouvelle à chaque fois)', seedAnother: 'Une autre', seedSame: 'La même encore', seedSameHint: 'Garde la graine de la dernière suggestion.',
  earlier: '{name} : plus tôt', later: '{name} : plus tard', orderHint: 'Interdits et attirances viennent d’abord, le tirage à la fin. Glissez, ou utilisez les flèches.',
  penaltiesName: 'Pénalités', dryName: 'DRY', noRepeatName: 'N-grammes sans répétition', temperatureName: 'Température', topKName: 'Top-k', tailFreeName: 'Tail-free', typicalName: 'Typical', topAName: 'Top-a', topPName: 'Top-p',
  epsilonName: 'Epsilon', etaName: 'Êta', minPName: 'Min-p', xtcName: 'XTC', mirostatName: 'Mirostat 2'
} as const satisfies Translation<typeof english>
