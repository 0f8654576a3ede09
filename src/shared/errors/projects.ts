// Errors of the projects domain.
import type { SentenceTable } from './kinds.ts'

export const projects = {
  'projects.stale-scene': {
    en: 'This scene was changed in another window since it was opened here. Both versions are kept: yours is still on this page and was not saved over the other. Reopen the scene, or copy your version first.',
    fr: 'Cette scène a été modifiée dans une autre fenêtre depuis son ouverture ici. Les deux versions sont conservées : la vôtre est toujours sur cette page et n’a pas remplacé l’autre. Rouvrez la scène, ou copiez d’abord votre version.'
  },
  'projects.wrong-place': {
    en: 'This {kind} cannot stand there. Nothing was moved. Parts stand at the top, chapters at the top or in a part, scenes in a chapter.',
    fr: 'Cet élément ({kind}) ne peut pas se placer là. Rien n’a été déplacé. Les parties se placent au premier niveau, les chapitres au premier niveau ou dans une partie, les scènes dans un chapitre.'
  }
} as const satisfies SentenceTable
