// The words of the settings, in French: exactly the keys of English.
import type { settings as english } from '../en/settings.ts'
import type { Translation } from '../messages.ts'

export const settings: Translation<typeof english> = {
  title: 'Réglages', appearance: 'Apparence', language: 'Langue de l’interface', french: 'Français', english: 'English',
  theme: 'Lumière', system: 'Comme le système', paper: 'Papier', sepia: 'Sépia', night: 'Nuit', fontSize: 'Taille du texte', pixels: '{count} px',
  specimen: 'La lampe était allumée avant qu’elle n’entre, et personne ne voulut dire par qui.',
  suggestions: 'Suggestions', ghostText: 'Suggérer quand je m’arrête',
  ghostTextHint: 'Sinon, les suggestions ne viennent qu’à votre demande, avec Ctrl+Espace.', ghostDelay: 'Après une pause de', ghostLength: 'Au plus',
  tokens: { one: '{count} token', other: '{count} tokens' },
  about: 'À propos', version: 'Version', folder: 'Dossier des données', engine: 'Moteur', node: 'Node', shell: 'Ouverte dans',
  desktop: 'une fenêtre de bureau', browser: 'un navigateur', command: 'la ligne de commande',
  devices: 'Ce qui peut calculer ici', cpu: 'Processeur', webgpu: 'Carte graphique (WebGPU)', dml: 'Carte graphique (DirectML)', coreml: 'Processeurs d’Apple (Core ML)', cuda: 'Carte NVIDIA (CUDA)', present: 'disponible', absent: 'indisponible',
  nothingLeaves: 'Rien de ce que vous écrivez ne quitte cette machine.', looking: 'Recherche…'
}
