// Errors of the voices domain.
import type { SentenceTable } from './kinds.ts'

export const voices = {
  'voices.not-a-model': {
    en: '{folder} holds no language model (no config.json). Nothing was added. Choose the folder that holds config.json, tokenizer.json and the .safetensors files.',
    fr: '{folder} ne contient pas de modèle de langue (pas de config.json). Rien n’a été ajouté. Choisissez le dossier qui contient config.json, tokenizer.json et les fichiers .safetensors.'
  },
  'voices.built-in-model': {
    en: '{name} comes with Aurore and stays on the list. Nothing was removed. Add another model beside it if you prefer one.',
    fr: '{name} est fourni avec Aurore et reste dans la liste. Rien n’a été retiré. Ajoutez un autre modèle à côté si vous en préférez un.'
  },
  'voices.not-ready': {
    en: 'The voice “{name}” has not been measured yet, so it cannot speak. Its learning is kept. Let it learn until the first evaluation, or choose another voice.',
    fr: 'La voix « {name} » n’a pas encore été mesurée ; elle ne peut donc pas parler. Son apprentissage est conservé. Laissez-la apprendre jusqu’à la première évaluation, ou choisissez une autre voix.'
  }
} as const satisfies SentenceTable
