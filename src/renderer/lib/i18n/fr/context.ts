// The words of what the model sees, in French: exactly the keys of English.
import type { Translation } from '../messages.ts'
import type { context as english } from '../en/context.ts'

export const context: Translation<typeof english> = {
  tabs: 'Muse', tabWriting: 'Écriture', tabMemory: 'Mémoire', tabLore: 'Lexique', tabSeen: 'Ce qu’il voit',
  memory: 'Mémoire', memoryHint: 'Toujours en tête : le lieu, l’époque, qui est qui. Le plus court est le mieux.',
  note: 'Note de l’auteur', noteHint: 'Placée parmi les derniers paragraphes, pour peser davantage : un ton, ce dont il s’agit dans cette scène.',
  noteDepth: 'Paragraphes après la note', noteDepthHint: '1 : juste avant le paragraphe en cours.',
  summaries: 'Ce qui s’est passé', summariesHint: 'Dans vos mots. C’est ainsi que le modèle connaît les scènes précédentes, quand leur texte ne tient plus.',
  summaryChapter: 'Ce chapitre : {title}', summaryScene: 'Cette scène', summaryEarlier: '{title}', noEarlier: 'Rien ne précède cette scène.',
  budget: 'Le partage de la place', budgetTokens: 'Nombre maximal de tokens lus', budgetTokensHint: 'Plus il y en a, plus c’est lent. La fenêtre du modèle est de {window}.',
  budgetBefore: 'Le texte avant le curseur, au moins', budgetMost: '{what}, au plus', budgetDefault: 'Selon la fenêtre du modèle', budgetReset: 'Revenir aux parts habituelles',
  lore: 'Lexique', loreLead: 'Ce que le modèle doit savoir d’une personne, d’un lieu ou d’une chose dès que son nom paraît.',
  loreEmpty: 'Aucune entrée pour l’instant. Ajoutez-en une pour une personne ou un lieu : son texte est montré au modèle dès que son nom figure dans les derniers paragraphes.',
  addEntry: 'Ajouter une entrée', entry: 'Entrée « {title} »', untitled: 'Sans titre', entryTitle: 'Nom', entryKeys: 'Appelée par', entryKeysHint: 'Noms et surnoms, séparés par des virgules ; ou une /expression régulière/.',
  entryText: 'Ce que le modèle apprend', alwaysOn: 'Toujours présente', enabled: 'En service', off: 'hors service', always: 'toujours', matchCase: 'Les majuscules comptent', wholeWords: 'Mots entiers seulement',
  scanDepth: 'Paragraphes examinés', cascade: 'Peut être appelée par une autre entrée', priority: 'Priorité', removeEntry: 'Retirer cette entrée', entryRemoved: '« {title} » a été retirée',
  seen: 'Ce que voit le modèle', seenLead: 'Le texte exact qu’une suggestion poursuivrait ici, morceau par morceau.', seenEmpty: 'Rien encore. Commencez à écrire, ou confiez quelque chose au modèle sous Mémoire.',
  noPage: 'Ouvrez une scène pour voir ce que le modèle en reçoit.', noSpeaker: 'Aucune voix pour l’instant : apprenez-en une, ou choisissez un modèle.',
  tokens: { one: '{count} token', other: '{count} tokens' }, bar: '{used} tokens lus sur {limit}, {reserve} gardés pour l’écriture', window: 'Fenêtre du modèle : {window}', copy: 'Copier tout le texte donné', copied: 'Le texte donné au modèle a été copié',
  memoryPart: 'Mémoire', lorePart: 'Lexique', summaryPart: 'Résumé', notePart: 'Note de l’auteur', beforePart: 'Texte avant', afterPart: 'Texte après', marksPart: 'Signes du modèle',
  calledBy: 'appelée par « {key} »', calledIn: 'appelée par « {key} » dans « {by} »', isCut: 'raccourci', freePart: 'Libre', reservePart: 'Pour l’écriture',
  left: 'Laissé de côté', share: 'sa part est épuisée', room: 'il n’y a plus de place', judge: 'non montré ; plusieurs suggestions sont pesées d’après lui', forward: 'ce modèle ne lit que vers l’avant', pattern: 'sa clé n’est pas une expression régulière', slow: 'la recherche de sa clé a pris trop de temps',
  chain: 'appelée trop loin dans une chaîne d’entrées', filling: 'Le texte qui suit : {how}.', leftLine: '{what} : {why}', fillNone: 'il n’y en a pas, ou il n’est pas pris en compte', fillTwo: 'le modèle le voit', fillBridges: 'le modèle ne peut pas le voir ; plusieurs suggestions sont écrites, et celle qui y mène le mieux est montrée'
}
