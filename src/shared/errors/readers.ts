// Errors of models that read: what they learn from, and what they are asked.
import type { SentenceTable } from './kinds.ts'

export const readers = {
  'readers.no-labels': {
    en: '“{name}” does not say which label each text has. Nothing was started. Give a CSV or TSV whose first line names the columns text and label, a JSONL with these two fields, or a folder with one subfolder a label.',
    fr: '« {name} » ne dit pas quelle étiquette porte chaque texte. Rien n’a été lancé. Donnez un CSV ou un TSV dont la première ligne nomme les colonnes texte et étiquette, un JSONL avec les champs text et label, ou un dossier contenant un sous-dossier par étiquette.'
  },
  'readers.bad-line': {
    en: 'Line {line} of “{name}” cannot be read ({detail}). Nothing was started. Mend that line and try again.',
    fr: 'La ligne {line} de « {name} » ne peut pas être lue ({detail}). Rien n’a été lancé. Corrigez cette ligne et réessayez.'
  },
  'readers.no-texts': {
    en: '“{name}” holds no text with a label. Nothing was started. Give some texts, each with its label.',
    fr: '« {name} » ne contient aucun texte étiqueté. Rien n’a été lancé. Donnez des textes, chacun avec son étiquette.'
  },
  'readers.one-label': {
    en: 'All texts have the same label, “{label}”: there is nothing to tell apart. Nothing was started. Add texts with another label.',
    fr: 'Tous les textes portent la même étiquette, « {label} » : il n’y a rien à distinguer. Rien n’a été lancé. Ajoutez des textes d’une autre étiquette.'
  },
  'readers.single-example': {
    en: 'The label “{label}” has one text only: one is needed to learn from and one to test on. Nothing was started. Add more, or leave this label out.',
    fr: 'L’étiquette « {label} » n’a qu’un seul texte : il en faut un pour apprendre et un pour vérifier. Rien n’a été lancé. Ajoutez-en, ou retirez cette étiquette.'
  },
  'readers.writes-only': {
    en: 'This model ({architecture}) continues texts; it is not made to read them. Nothing was started. Choose a model that reads: BERT, RoBERTa, CamemBERT or DistilBERT; or, to tell texts apart, leave --base out.',
    fr: 'Ce modèle ({architecture}) continue des textes ; il n’est pas fait pour les lire. Rien n’a été lancé. Choisissez un modèle qui lit : BERT, RoBERTa, CamemBERT ou DistilBERT ; ou, pour distinguer des textes, n’indiquez pas --base.'
  },
  'readers.no-mask': {
    en: 'The tokenizer in {folder} has no sign for a hidden word, so words cannot be hidden from this model. Nothing was started. Choose a model that was made for it: BERT, RoBERTa, CamemBERT or DistilBERT.',
    fr: 'Le tokeniseur de {folder} n’a pas de signe pour un mot caché : on ne peut donc pas cacher de mots à ce modèle. Rien n’a été lancé. Choisissez un modèle fait pour cela : BERT, RoBERTa, CamemBERT ou DistilBERT.'
  },
  'readers.no-classes': {
    en: 'The model in {folder} tells no texts apart: it names hidden words, or continues texts. Nothing was changed. Choose one that was learned with --objective classification.',
    fr: 'Le modèle de {folder} ne distingue pas de textes : il nomme des mots cachés, ou continue des textes. Rien n’a été modifié. Choisissez-en un qui a été appris avec --objective classification.'
  },
  'readers.no-base': {
    en: 'To name hidden words, a model that reads is needed, and Aurore brings none. Nothing was started. Give its folder with --base: BERT, RoBERTa, CamemBERT or DistilBERT.',
    fr: 'Pour nommer des mots cachés, il faut un modèle qui lit, et Aurore n’en fournit pas. Rien n’a été lancé. Indiquez son dossier avec --base : BERT, RoBERTa, CamemBERT ou DistilBERT.'
  },
  'readers.nothing-under': {
    en: 'A light layer lies over a model that reads, and none was given. Nothing was started. Give its folder with --base: BERT, RoBERTa, CamemBERT or DistilBERT; or leave --method out.',
    fr: 'Une couche légère se pose sur un modèle qui lit, et aucun n’a été donné. Rien n’a été lancé. Indiquez son dossier avec --base : BERT, RoBERTa, CamemBERT ou DistilBERT ; ou n’indiquez pas --method.'
  },
  'readers.taken': {
    en: 'There is already a reader called “{name}” in this library. It was left as it is. Resume it with --resume, or choose another name.',
    fr: 'Il existe déjà un lecteur nommé « {name} » dans cette bibliothèque. Il n’a pas été touché. Reprenez-le avec --resume, ou choisissez un autre nom.'
  },
  'readers.unknown': {
    en: 'There is no reader called “{name}” in this library. Nothing was changed. “aurore reader list” shows those there are.',
    fr: 'Il n’y a pas de lecteur nommé « {name} » dans cette bibliothèque. Rien n’a été modifié. « aurore reader list » montre ceux qui existent.'
  },
  'readers.not-ready': {
    en: 'The reader “{name}” has not been learned to the end ({state}). What was learned so far is kept. Resume it with --resume.',
    fr: 'Le lecteur « {name} » n’a pas été appris jusqu’au bout ({state}). Ce qui est déjà appris est conservé. Reprenez-le avec --resume.'
  },
  'readers.finished': {
    en: 'The reader “{name}” has already been learned. It is kept as it is. Choose another name to learn a new one.',
    fr: 'Le lecteur « {name} » est déjà appris. Il est conservé tel quel. Choisissez un autre nom pour en apprendre un nouveau.'
  }
} as const satisfies SentenceTable
