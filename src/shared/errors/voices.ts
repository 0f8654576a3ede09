// Errors of the voices domain.
import type { SentenceTable } from './kinds.ts'

export const voices = {
  'voices.not-a-model': {
    en: '{folder} holds no language model (no config.json). Nothing was added. Choose the folder that holds config.json, tokenizer.json and the .safetensors files, or a .gguf file.',
    fr: '{folder} ne contient pas de modèle de langue (pas de config.json). Rien n’a été ajouté. Choisissez le dossier qui contient config.json, tokenizer.json et les fichiers .safetensors, ou un fichier .gguf.'
  },
  'voices.built-in-model': {
    en: '{name} comes with Aurore and stays on the list. Nothing was removed. Add another model beside it if you prefer one.',
    fr: '{name} est fourni avec Aurore et reste dans la liste. Rien n’a été retiré. Ajoutez un autre modèle à côté si vous en préférez un.'
  },
  'voices.not-ready': {
    en: 'The voice “{name}” has not been measured yet, so it cannot speak. Its learning is kept. Let it learn until the first evaluation, or choose another voice.',
    fr: 'La voix « {name} » n’a pas encore été mesurée ; elle ne peut donc pas parler. Son apprentissage est conservé. Laissez-la apprendre jusqu’à la première évaluation, ou choisissez une autre voix.'
  },
  'voices.export-taken': {
    en: '{path} already exists and is not empty. Nothing was written there. Choose another name, or empty it yourself.',
    fr: '{path} existe déjà et n’est pas vide. Rien n’y a été écrit. Choisissez un autre nom, ou videz-le vous-même.'
  },
  'voices.export-no-room': {
    en: 'There is not enough room on the disk for {path}: about {needed} MB are needed. The voice is untouched, and nothing half-written was left. Free some space, or choose another disk or a smaller form.',
    fr: 'Il n’y a pas assez de place sur le disque pour {path} : il faut environ {needed} Mo. La voix est intacte et rien d’inachevé n’a été laissé. Libérez de la place, ou choisissez un autre disque ou une forme plus petite.'
  },
  'voices.export-unwritable': {
    en: '{path} cannot be written ({detail}). The voice is untouched, and nothing half-written was left. Check the folder and your rights to it, or choose another.',
    fr: '{path} ne peut pas être écrit ({detail}). La voix est intacte et rien d’inachevé n’a été laissé. Vérifiez le dossier et vos droits d’accès, ou choisissez-en un autre.'
  },
  'voices.export-impossible': {
    en: 'This voice cannot leave as {form}: {detail}. The voice is untouched and nothing was written. Choose another form; the Hugging Face folder always works.',
    fr: 'Cette voix ne peut pas sortir sous la forme {form} ({detail}). La voix est intacte et rien n’a été écrit. Choisissez une autre forme ; le dossier Hugging Face convient toujours.'
  },
  'voices.export-no-adapter': {
    en: 'The voice “{name}” is a whole model, so it has no adapter to give. It is untouched and nothing was written. Choose the Hugging Face folder instead.',
    fr: 'La voix « {name} » est un modèle entier ; elle n’a donc pas d’adaptateur à donner. Elle est intacte et rien n’a été écrit. Choisissez plutôt le dossier Hugging Face.'
  },
  'voices.export-precision': {
    en: 'The form {form} cannot be stored as {precision}. Nothing was written. Choose one of: {known}.',
    fr: 'La forme {form} ne peut pas être enregistrée en {precision}. Rien n’a été écrit. Choisissez parmi : {known}.'
  }
} as const satisfies SentenceTable
