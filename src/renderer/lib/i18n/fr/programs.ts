// The words of other programs, those that use her voices and those she writes with, in French: exactly the keys of English.
import type { Translation } from '../messages.ts'
import type { programs as english } from '../en/programs.ts'

export const programs: Translation<typeof english> = {
  serveTitle: 'Vos voix, pour d’autres programmes', serve: 'Laisser d’autres programmes d’écriture de cette machine se servir de vos voix',
  serveHint: 'Pour les programmes qui savent écrire avec les complétions d’OpenAI. Seule cette machine y accède, et seulement avec la clé. Fermé tant que vous ne l’ouvrez pas.',
  address: 'Adresse', key: 'Clé', keyOnce: 'Montrée cette seule fois : copiez-la maintenant dans l’autre programme.', keyKept: 'La clé qui vous a été donnée ouvre toujours. Elle ne peut plus être montrée.',
  renew: 'Faire une nouvelle clé', renewHint: 'La clé donnée auparavant n’ouvrira plus.', renewed: 'Une nouvelle clé est faite : celle d’avant n’ouvre plus.', copyAddress: 'Copier l’adresse', copyKey: 'Copier la clé', copied: 'Copié',
  otherTitle: 'Écrire avec le modèle d’un autre programme', other: 'Laisser parler le modèle d’un autre programme', otherHint: 'Pour llama.cpp, Ollama, vLLM et ceux qui parlent comme OpenAI. Coupé tant que vous ne l’ouvrez pas.',
  addressHint: 'Là où ce programme écoute, comme il le dit lui-même.', leavesHere: 'Votre texte autour du curseur, et ce que vous avez dit du livre à la muse, va au programme de {host}. Il est sur cette machine ; ce qu’il en fait le regarde.',
  leaves: 'Attention : ce n’est pas votre machine. Votre texte autour du curseur, et ce que vous avez dit du livre à la muse, la quitte pour {host} à chaque suggestion, même à celles qui viennent seules.',
  leavesPlain: 'Attention : ce n’est pas votre machine, et la liaison n’est pas chiffrée. Votre texte autour du curseur, ce que vous avez dit du livre à la muse, et la clé la quittent pour {host} à chaque suggestion, même à celles qui viennent seules.',
  keyGiven: 'Une clé est gardée pour cette adresse. Une autre prendrait sa place.', 'keyKept-keychain': 'Seulement si ce programme en veut une. Gardée dans le trousseau du système.', 'keyKept-file': 'Seulement si ce programme en veut une. Gardée dans un fichier que nul autre ne peut lire.',
  keepKey: 'Garder la clé', forgetKey: 'L’oublier', model: 'Son modèle', chooseModel: 'Aucun encore', lookModels: 'Chercher ses modèles', window: '{count} tokens', modelName: 'Nom du modèle', modelNameHint: 'Pour un programme qui n’énumère pas ses modèles.',
  context: 'Tokens qu’il lit au plus', contextHint: 'Sa fenêtre, au plus. Là où ce programme ne compte pas ses tokens, Aurore les estime, largement.', try: 'Essayer', asking: 'En attente de la réponse…', tried: 'Écrit par {model} en {seconds} s. Rien de vous n’a été envoyé pour cela.',
  speaks: '{name} (autre programme)', speaksHere: 'Les suggestions viennent du programme de {host} : le texte autour de votre curseur lui est envoyé.', nothingLeavesBut: 'Rien de ce que vous écrivez ne quitte cette machine, sauf ce que vous faites continuer par le modèle de {host}.',
  'is-llama.cpp': 'C’est llama.cpp.', 'is-ollama': 'C’est Ollama.', 'is-vllm': 'C’est vLLM.', 'is-aurore': 'C’est une autre Aurore.', 'is-other': 'Ce programme parle comme celui d’OpenAI.',
  counts: 'Il compte lui-même ses tokens.', estimates: 'Ses tokens sont estimés.', fills: 'Le texte après le curseur lui est montré.', forward: 'Il ne lit que vers l’avant, sans le texte après le curseur.', chats: 'Il ne fait que dialoguer : on lui dit de continuer votre texte.',
  copy: 'Copier', port: 'Port', portHint: 'Un autre numéro, si un programme d’ici occupe déjà celui-ci.'
}
