// Words every screen shares, in French.
import type { common as english } from '../en/common.ts'
import type { Translation } from '../messages.ts'

export const common: Translation<typeof english> = {
  library: 'Bibliothèque', write: 'Écrire', corpus: 'Corpus', learn: 'Apprendre ma voix', publish: 'Publier', settings: 'Réglages',
  shortcuts: 'Raccourcis clavier',
  screens: 'Écrans de ce livre', statusBar: 'État', close: 'Fermer', cancel: 'Annuler', undo: 'Annuler', dismiss: 'Masquer', retry: 'Réessayer',
  rename: 'Renommer', remove: 'Retirer',
  save: 'Enregistrer', stop: 'Arrêter', advanced: 'Avancé', loading: 'Ouverture…', notices: 'Avis', skip: 'Aller à la page',
  words: { one: '{count} mot', other: '{count} mots' },
  chapters: { one: '{count} chapitre', other: '{count} chapitres' },
  connectionLost: 'Connexion perdue. Rien de ce que vous tapez n’est perdu ; nouvelle tentative…',
  connectionLostLong: 'Aurore ne répond pas. Ce que vous avez tapé est gardé dans cette fenêtre et sera enregistré dès le retour de la connexion.',
  saved: 'Enregistré {ago}', savedNow: 'Enregistré à l’instant', saving: 'Enregistrement…', unsaved: 'Pas encore enregistré ; gardé dans cette fenêtre',
  learning: 'Apprentissage de votre voix : {percent}', learningLeft: 'Apprentissage de votre voix : {percent}, encore {time}',
  learningPaused: 'Apprentissage de votre voix : en attente à {percent}', failureTitle: 'Cela n’a pas marché',
  keySpace: 'Espace', keyEnter: 'Entrée', keyEsc: 'Échap', keyDelete: 'Suppr', keyShift: 'Maj',
  generalKeys: 'Partout', dropTitle: 'Déposez vos fichiers ici'
}
