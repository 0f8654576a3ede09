// The words of the writing room, in French: exactly the keys of English.
import type { editor as english } from '../en/editor.ts'
import type { Translation } from '../messages.ts'

export const editor: Translation<typeof english> = {
  page: 'La page', binder: 'Classeur', muse: 'Muse', showBinder: 'Classeur (Ctrl+Alt+B)', showMuse: 'Muse (Ctrl+Alt+M)',
  focusMode: 'Rien que la page (F9)', leaveFocus: 'Tout réafficher (F9)',
  placeholder: 'Écrivez…', addChapterLong: 'Ajouter un chapitre',
  addSceneLong: 'Ajouter une scène', addPartLong: 'Ajouter une partie',
  newChapter: 'Chapitre {number}', newScene: 'Scène {number}', newPart: 'Partie {number}',
  titleOf: 'Titre', actionsFor: 'Actions pour {title}', moveUp: 'Monter', moveDown: 'Descendre',
  removed: '« {title} » a été retiré', otherWindow: '{title} (autre fenêtre)', recovered: '{title} (retrouvé)',
  conflict: 'Cette scène a été modifiée dans une autre fenêtre. Les deux versions sont gardées : ce que vous tapez ici s’appelle maintenant « {title} ».',
  recoveredSaid: 'Du texte non enregistré d’une fenêtre précédente a été retrouvé. Il est gardé à côté de la scène, sous le titre « {title} ».',
  recoveredHere: 'Le texte qui n’avait pas pu être enregistré avant la dernière fermeture a été retrouvé.',
  emptyTitle: 'Une page blanche', emptyText: 'Ajoutez le premier chapitre et commencez. Tout s’enregistre à mesure que vous tapez.',
  firstChapter: 'Commencer le premier chapitre',
  sceneWords: 'Scène : {words}', chapterWords: 'Chapitre : {words}', selectionWords: 'Sélection : {words}',
  suggestion: 'Suggestion : {text} Tabulation l’accepte, Échap la refuse.', thinking: 'La muse réfléchit…', silent: 'La muse se tait : {reason}', noWords: 'aucun mot ne lui est venu ici. Votre texte est intact ; demandez encore, ou écrivez un peu plus loin.',
  voice: 'Qui parle', baseVoice: '{name} (pas encore votre voix)', noVoice: 'Aucune voix n’est encore là.', learnFirst: 'Apprendre ma voix',
  go: 'Continuer', goHint: 'Ctrl+Espace', takeAll: 'Tout', takeWord: 'Un mot', another: 'Autre', backOne: 'Avant', refuse: 'Refuser',
  ghostHelp: 'La suggestion apparaît à l’encre pâle, au curseur. Tab la prend en entier, Ctrl+Droite un mot, Échap la refuse.',
  automatic: 'Suggérer quand je m’arrête', howLong: 'Longueur', longWords: 'Quelques mots', longSentence: 'Une phrase', longTwo: 'Une longue phrase',
  longParagraph: 'Un paragraphe',
  tokens: 'Nombre maximal de tokens',
  draftTitle: 'Ébaucher un chapitre', draftLead: 'Il s’écrit à côté du livre. Rien n’entre dans le livre avant que vous ne l’acceptiez.',
  draftName: 'Son titre', draftOpening: 'Premières lignes', draftOpeningHint: 'Comment il commence. La voix poursuit à partir de là.',
  draftWords: 'Environ combien de mots', draftAfter: 'Il vient après', draftAsChapter: 'Comme un chapitre à part ; ce qui le précède est lu d’abord.', draftAsScene: 'Comme une scène du même chapitre ; ce qui la précède est lu d’abord.', draftStart: 'Ébaucher', draftWriting: '« {title} » s’écrit : {words}',
  drafts: 'Ébauches gardées', noDrafts: 'Aucune ébauche pour l’instant.',
  accept: 'Accepter dans le livre', accepted: '« {title} » est maintenant dans le livre', refused: '« {title} » a été refusé',
  draftLabel: 'Ébauche « {title} »',
  settingsTitle: 'Suggestions',
  keyTakeAll: 'Prendre la suggestion', keyTakeWord: 'En prendre un mot', keyRefuse: 'La refuser', keyAsk: 'Demander une suggestion',
  keyAnother: 'En demander une autre', keyBackOne: 'Revenir à la suggestion d’avant', keyBold: 'Gras', keyItalic: 'Italique', keyUndo: 'Annuler', keyRedo: 'Rétablir',
  keyLine: 'Nouvelle ligne dans le paragraphe', keyBreak: 'Séparation de scène (ou *** puis Entrée)', keyHeading: 'Titre', keyFocus: 'Rien que la page',
  keyBinder: 'Montrer ou cacher le classeur', keyMuse: 'Montrer ou cacher la muse',
  keysPage: 'Sur la page', keysBinder: 'Dans le classeur', keyWalk: 'Aller de ligne en ligne', keyFold: 'Replier ou déplier un chapitre',
  keyOpen: 'Ouvrir la scène', keyRename: 'Renommer', keyRemove: 'Retirer (peut être annulé)', keyMove: 'Monter ou descendre', keyShortcuts: 'Cette page'
}
