// Errors of the engine domain.
import type { SentenceTable } from './kinds.ts'

export const engine = {
  'engine.died': {
    en: 'The engine stopped unexpectedly while it was working ({detail}). Your text is untouched, and a voice being learned goes on from its last checkpoint. Try again: the engine starts anew by itself.',
    fr: 'Le moteur s’est arrêté de façon inattendue pendant son travail ({detail}). Votre texte est intact, et une voix en cours d’apprentissage repart de son dernier point de reprise. Réessayez : le moteur redémarre de lui-même.'
  },
  'engine.failed': {
    en: 'The engine could not do this ({detail}). Your text and your voices are untouched. Try again; if it happens again, choose another device or another model.',
    fr: 'Le moteur n’a pas pu faire ce travail ({detail}). Votre texte et vos voix sont intacts. Réessayez ; si cela se reproduit, choisissez un autre appareil ou un autre modèle.'
  },
  'engine.bad-model': {
    en: 'The model in {folder} cannot be read ({detail}). Nothing was changed. Check that the folder is complete, or choose another model.',
    fr: 'Le modèle du dossier {folder} ne peut pas être lu ({detail}). Rien n’a été modifié. Vérifiez que le dossier est complet, ou choisissez un autre modèle.'
  },
  'engine.unsupported-architecture': {
    en: 'Aurore does not know models of the kind “{architecture}” yet. Nothing was changed. Choose a model of the Llama, Mistral, Qwen, Gemma, SmolLM, GPT-2 or BLOOM family.',
    fr: 'Aurore ne connaît pas encore les modèles de type « {architecture} ». Rien n’a été modifié. Choisissez un modèle de la famille Llama, Mistral, Qwen, Gemma, SmolLM, GPT-2 ou BLOOM.'
  },
  'engine.reads-only': {
    en: 'This model ({architecture}) reads texts but does not continue them, so no voice can be learned over it. Nothing was changed. Choose a model that writes: Llama, Mistral, Qwen, Gemma, SmolLM, GPT-2 or BLOOM.',
    fr: 'Ce modèle ({architecture}) lit des textes mais ne les continue pas : aucune voix ne peut être apprise sur lui. Rien n’a été modifié. Choisissez un modèle qui écrit : Llama, Mistral, Qwen, Gemma, SmolLM, GPT-2 ou BLOOM.'
  },
  'engine.unsupported-config': {
    en: 'This model asks for something Aurore does not do: {field} = {value}. Nothing was changed. Choose another model.',
    fr: 'Ce modèle demande ce qu’Aurore ne sait pas faire : {field} = {value}. Rien n’a été modifié. Choisissez un autre modèle.'
  },
  'engine.out-of-memory': {
    en: 'There was not enough memory for this ({detail}). Your text is untouched, and what was learned up to the last checkpoint is kept. Close other programs, or choose a smaller model, a smaller batch or a shorter context.',
    fr: 'La mémoire n’a pas suffi ({detail}). Votre texte est intact, et ce qui a été appris jusqu’au dernier point de reprise est conservé. Fermez d’autres programmes, ou choisissez un modèle plus petit, un lot plus petit ou un contexte plus court.'
  },
  'engine.draft-reads-otherwise': {
    en: 'This small model reads texts in other pieces than the voice does, so it cannot guess ahead of it. Nothing was written. Choose a smaller model of the same family, or none.',
    fr: 'Ce petit modèle découpe les textes autrement que la voix : il ne peut pas deviner à sa place. Rien n’a été écrit. Choisissez un modèle plus petit de la même famille, ou aucun.'
  },
  'engine.no-device': {
    en: 'The device “{device}” is not available here ({detail}). Nothing was changed. Choose “automatic” or the processor.',
    fr: 'L’appareil « {device} » n’est pas disponible ici ({detail}). Rien n’a été modifié. Choisissez « automatique » ou le processeur.'
  }
} as const satisfies SentenceTable
