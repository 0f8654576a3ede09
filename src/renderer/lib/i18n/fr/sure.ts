// The words of how sure the muse was of each word, in French: exactly the keys of English.
import type { Translation } from '../messages.ts'
import type { sure as english } from '../en/sure.ts'

export const sure: Translation<typeof english> = {
  title: 'Sûreté des mots', lead: 'Tant que ceci est ouvert, chaque suggestion montre à quel point la voix s’attendait à chacun de ses mots. Les flèches vont de mot en mot ; la suggestion repart d’un autre mot si vous le choisissez.',
  lookSelection: 'Regarder la sélection', lookParagraph: 'Regarder ce paragraphe', looking: 'Lecture attentive…', nothingYet: 'Demandez une suggestion, ou regardez un paragraphe à vous.',
  ofSuggestion: 'Les mots de la suggestion', ofYourText: 'Les mots de votre texte', words: 'Mots selon leur sûreté', word: 'Mot', voice: 'Voix', base: 'Base', chance: 'Probabilité',
  sure: 'sûr', likely: 'probable', open: 'un parmi d’autres', surprising: 'surprenant', first: 'rien avant lui', hers: 'propre à la voix',
  hersWhy: '{times} fois plus probable dans cette voix que dans le modèle dont elle est issue.',
  couldHaveBeen: 'Ce que la voix attendait ici', another: 'Choisissez un autre mot, et la suggestion repart de là', movedOn: 'Ce qui aurait pu se trouver là. Votre page a changé depuis : demandez une nouvelle suggestion pour y toucher.',
  choose: 'Repartir de « {word} »', rank: 'Rang', rankBase: 'base {rank}', logprob: 'Log-probabilité (nats)', logprobBase: 'base {nats}', drawn: 'Chance d’être tiré, après les réglages', token: 'Token', written: 'Tel que le modèle l’a écrit',
  surprise: 'Perplexité de ces mots : {value}', surpriseBoth: 'Perplexité de ces mots : {value} ; pour la base : {base}', keyWalk: 'Parcourir les mots d’une suggestion'
}
