// The words of the parrot check, in French: exactly the keys of English.
import type { parrot as english } from '../en/parrot.ts'
import type { Translation } from '../messages.ts'

export const parrot: Translation<typeof english> = {
  wordsAsIn: { one: '{count} mot comme dans', other: '{count} mots comme dans' }, chapter: 'chapitre {name}', copying: { one: '{count} mot de suite comme dans vos livres…', other: '{count} mots de suite comme dans vos livres…' },
  morePlaces: { one: 'et à {count} autre endroit', other: 'et à {count} autres endroits' }, moreCopies: { one: '{count} autre', other: '{count} autres' },
  show: 'Montrer le passage', hide: 'Cacher le passage', passage: 'Le passage dans votre livre', keyShow: 'Montrer le passage que répète une suggestion',
  allow: 'Permettre cette citation', allowed: 'Citations permises', noAllowed: 'Aucune encore. Un passage montré peut être permis sur place.', disallow: 'Ne plus permettre « {text} »', isAllowed: '« {text} » est désormais permis',
  found: { one: '{count} passage comme dans vos livres', other: '{count} passages comme dans vos livres' }, none: 'Aucune suite de {words} mots ne se trouve dans vos livres.',
  title: 'Copies de vos propres livres', off: 'Ne pas regarder', notice: 'Me le dire', avoid: 'Ne pas les écrire',
  noticeHint: 'Une suggestion qui répète vos livres mot pour mot dit d’où elle vient.', avoidHint: 'La muse se détourne avant de répéter autant de mots de suite.', offHint: 'Rien n’est comparé.',
  words: 'À partir de combien de mots de suite'
}
