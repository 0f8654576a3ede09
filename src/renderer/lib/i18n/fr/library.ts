// The words of the library, in French: exactly the keys of English.
import type { library as english } from '../en/library.ts'
import type { Translation } from '../messages.ts'

export const library: Translation<typeof english> = {
  title: 'Bibliothèque', lead: 'Vos livres. Tout reste sur cette machine.',
  newBook: 'Nouveau livre', fromFile: 'À partir d’un fichier…', sampleFrench: 'Exemple français',
  sampleEnglish: 'Exemple anglais', sampleLead: 'Un court roman livré avec Aurore, pour faire le tour de la maison.',
  goneTitle: 'Ce livre n’est pas ici', goneText: 'Il a peut-être été retiré dans une autre fenêtre. La bibliothèque montre tous les livres présents.',
  emptyTitle: 'Aucun livre encore',
  emptyText: 'Commencez par une page blanche, déposez un manuscrit n’importe où dans cette fenêtre, ou ouvrez le roman d’exemple.',
  bookTitle: 'Titre', author: 'Auteur', language: 'Langue du livre', create: 'Commencer', french: 'Français', english: 'Anglais',
  titleNeeded: 'Il faut un titre ; il pourra changer.',
  books: 'Livres', open: 'Ouvrir {title}', actionsFor: 'Actions pour {title}', renameTitle: 'Renommer le livre', removed: '« {title} » a été retiré',
  changed: 'modifié {ago}', changedNow: 'modifié à l’instant',
  voices: { one: '{count} voix', other: '{count} voix' },
  reading: { one: 'Lecture de {count} fichier…', other: 'Lecture de {count} fichiers…' },
  imported: { one: '{count} document a été lu', other: '{count} documents ont été lus' },
  notRead: '{name} n’a pas pu être lu. {reason}', dropNew: 'Ils deviennent un nouveau livre', dropInto: 'Ils s’ajoutent à « {title} »',
  dropAsk: { one: 'Où ranger ce fichier ?', other: 'Où ranger ces {count} fichiers ?' },
  intoCorpus: 'Dans le corpus seulement', intoCorpusHint: 'Pour apprendre votre voix ; le manuscrit ne change pas.',
  intoManuscript: 'Dans le manuscrit seulement', intoManuscriptHint: 'Ses chapitres s’ajoutent à la fin du livre.',
  intoBoth: 'Les deux', intoBothHint: 'Des chapitres à travailler, et des mots dont apprendre.', firstChapter: 'Chapitre 1'
}
