// Errors of the corpora domain, and the warnings a document carries (a warning is a code without parameters).
import type { SentenceTable } from './kinds.ts'

export const corpora = {
  'corpora.empty-file': {
    en: '“{name}” is empty. Nothing was imported, and the file was not touched. Check that it was saved, or choose another copy.',
    fr: '« {name} » est vide. Rien n’a été importé et le fichier n’a pas été touché. Vérifiez qu’il a bien été enregistré, ou choisissez une autre copie.'
  },
  'corpora.no-prose': {
    en: '“{name}” was opened, but there is no prose in it. Nothing was imported, and the file was not touched. Choose the file that holds the text.',
    fr: '« {name} » s’ouvre, mais ne contient aucun texte suivi. Rien n’a été importé et le fichier n’a pas été touché. Choisissez le fichier qui contient le texte.'
  },
  'corpora.binary': {
    en: '“{name}” is not a text: it holds data that no one could read. Nothing was imported, and the file was not touched. Choose a .docx, .md or .txt file.',
    fr: '« {name} » n’est pas un texte : il contient des données illisibles. Rien n’a été importé et le fichier n’a pas été touché. Choisissez un fichier .docx, .md ou .txt.'
  },
  'corpora.unsupported-format': {
    en: '“{name}” is a {format} file, which Aurore cannot read yet. Nothing was imported, and the file was not touched. Save it as .docx or .txt and import that copy.',
    fr: '« {name} » est un fichier {format}, qu’Aurore ne sait pas encore lire. Rien n’a été importé et le fichier n’a pas été touché. Enregistrez-le en .docx ou en .txt, puis importez cette copie.'
  },
  'corpora.encrypted': {
    en: '“{name}” is protected by a password. Nothing was imported, and the file was not touched. Open it in Word, save a copy without a password, and import that copy.',
    fr: '« {name} » est protégé par un mot de passe. Rien n’a été importé et le fichier n’a pas été touché. Ouvrez-le dans Word, enregistrez-en une copie sans mot de passe, puis importez cette copie.'
  },
  'corpora.damaged': {
    en: '“{name}” is damaged or cut short and cannot be opened. Nothing was imported, and the file was not touched. Fetch it again from where it came, or open it in Word and save a new copy.',
    fr: '« {name} » est endommagé ou incomplet et ne peut pas être ouvert. Rien n’a été importé et le fichier n’a pas été touché. Récupérez-le à la source, ou ouvrez-le dans Word et enregistrez-en une nouvelle copie.'
  },
  'corpora.not-a-document': {
    en: '“{name}” is an archive without a Word text in it. Nothing was imported, and the file was not touched. Unpack it and import the manuscript itself.',
    fr: '« {name} » est une archive qui ne contient pas de texte Word. Rien n’a été importé et le fichier n’a pas été touché. Décompressez-la et importez le manuscrit lui-même.'
  },
  'corpora.too-large': {
    en: '“{name}” would unfold to more than {limit} MB, far more than any novel. It was not opened, and the file was not touched. Split it, or save the text alone as .docx or .txt.',
    fr: '« {name} » dépasserait {limit} Mo une fois déplié, bien plus que n’importe quel roman. Il n’a pas été ouvert et le fichier n’a pas été touché. Découpez-le, ou enregistrez le texte seul en .docx ou en .txt.'
  },
  'corpora.nothing-to-hold-out': {
    en: 'There is no text yet to learn from. Nothing was changed. Import a manuscript first.',
    fr: 'Il n’y a pas encore de texte à apprendre. Rien n’a été modifié. Importez d’abord un manuscrit.'
  },
  'corpora.warning-encoding-guessed': {
    en: 'This file does not say how its characters are written; Aurore guessed. Nothing was lost: look at the accents, and if some are wrong save the file as UTF-8 and import it again.',
    fr: 'Ce fichier n’indique pas comment ses caractères sont codés ; Aurore l’a deviné. Rien n’est perdu : regardez les accents et, si certains sont faux, enregistrez le fichier en UTF-8 et importez-le de nouveau.'
  },
  'corpora.warning-encoding-mixed': {
    en: 'Some characters of this file are written in another encoding than the rest; Aurore repaired those it could. The original file is kept: look at the accents.',
    fr: 'Certains caractères de ce fichier sont codés autrement que les autres ; Aurore a réparé ceux qu’elle a pu. Le fichier d’origine est conservé : regardez les accents.'
  },
  'corpora.warning-characters-lost': {
    en: 'Some characters of this file could not be read and show as �. The original file is kept: look for a better copy.',
    fr: 'Certains caractères de ce fichier n’ont pas pu être lus et apparaissent sous la forme �. Le fichier d’origine est conservé : cherchez une meilleure copie.'
  },
  'corpora.warning-no-accents': {
    en: 'This French text has lost its accents. It was imported as it is: a voice learned from it would write without accents. Look for a better copy.',
    fr: 'Ce texte français a perdu ses accents. Il a été importé tel quel : une voix qui l’apprendrait écrirait sans accents. Cherchez une meilleure copie.'
  },
  'corpora.warning-wrong-extension': {
    en: 'This file’s name says one format and its content another; Aurore went by the content. Nothing was lost.',
    fr: 'Le nom de ce fichier annonce un format et son contenu en est un autre ; Aurore a suivi le contenu. Rien n’est perdu.'
  },
  'corpora.warning-notes-left-out': {
    en: 'The footnotes, endnotes and comments of this file were left out, so that only the story is learned. The original file keeps them.',
    fr: 'Les notes et les commentaires de ce fichier ont été laissés de côté, pour que seul le récit soit appris. Le fichier d’origine les conserve.'
  },
  'corpora.warning-no-chapters': {
    en: 'No chapter headings were found: the text is one single chapter. Nothing was lost. Headings such as “Chapter 1” or a Heading style would let Aurore find them.',
    fr: 'Aucun titre de chapitre n’a été trouvé : le texte forme un seul chapitre. Rien n’est perdu. Des titres comme « Chapitre 1 » ou un style de titre permettraient à Aurore de les trouver.'
  },
  'corpora.warning-paragraphs-guessed': {
    en: 'This file marks no paragraphs; Aurore guessed them from its short lines. Nothing was lost: look at a page, and use a better copy if there is one.',
    fr: 'Ce fichier n’indique pas ses paragraphes ; Aurore les a devinés d’après les lignes courtes. Rien n’est perdu : regardez une page, et préférez une meilleure copie s’il y en a une.'
  },
  'corpora.warning-single-chapter': {
    en: 'There is only one chapter, so no whole chapter could be held back: every tenth sentence was held back instead. Nothing was lost.',
    fr: 'Il n’y a qu’un seul chapitre, aucun chapitre entier n’a donc pu être mis de côté : une phrase sur dix l’a été à la place. Rien n’est perdu.'
  },
  'corpora.warning-single-document': {
    en: 'There is only one document, so no whole document could be held back: whole chapters were held back instead. Nothing was lost.',
    fr: 'Il n’y a qu’un seul document, aucun document entier n’a donc pu être mis de côté : des chapitres entiers l’ont été à la place. Rien n’est perdu.'
  }
} as const satisfies SentenceTable
