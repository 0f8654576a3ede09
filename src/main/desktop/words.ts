// The few words that the desktop program says itself; all others belong to the page. Knows no window.
import type { Language } from '#shared/language.ts'

export type Words = Readonly<Record<
  'file' | 'edit' | 'view' | 'window' | 'about' | 'quit' | 'close' | 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'pastePlain' | 'selectAll' |
  'zoomIn' | 'zoomOut' | 'zoomReset' | 'fullScreen' | 'minimize' | 'hide' | 'hideOthers' | 'unhide' | 'front' | 'tools' | 'saveAs' | 'unsaved' | 'stay' | 'leave', string>>

const en: Words = {
  file: '&File', edit: '&Edit', view: '&View', window: '&Window', about: 'About Aurore', quit: 'Quit Aurore', close: 'Close window',
  undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', pastePlain: 'Paste as plain text', selectAll: 'Select all',
  zoomIn: 'Larger', zoomOut: 'Smaller', zoomReset: 'Actual size', fullScreen: 'Full screen', minimize: 'Minimize', hide: 'Hide Aurore', hideOthers: 'Hide others', unhide: 'Show all',
  front: 'Bring all to front', tools: 'Developer tools', saveAs: 'Save as', unsaved: 'Your last words are still being saved. Leave all the same?', stay: 'Stay', leave: 'Leave'
}

const fr: Words = {
  file: '&Fichier', edit: '&Édition', view: '&Affichage', window: 'Fe&nêtre', about: 'À propos d’Aurore', quit: 'Quitter Aurore', close: 'Fermer la fenêtre',
  undo: 'Annuler', redo: 'Rétablir', cut: 'Couper', copy: 'Copier', paste: 'Coller', pastePlain: 'Coller sans mise en forme', selectAll: 'Tout sélectionner',
  zoomIn: 'Agrandir', zoomOut: 'Réduire', zoomReset: 'Taille réelle', fullScreen: 'Plein écran', minimize: 'Réduire', hide: 'Masquer Aurore', hideOthers: 'Masquer les autres', unhide: 'Tout afficher',
  front: 'Tout ramener au premier plan', tools: 'Outils de développement', saveAs: 'Enregistrer sous', unsaved: 'Vos derniers mots sont encore en cours d’enregistrement. Partir quand même ?', stay: 'Rester', leave: 'Partir'
}

export const words: Readonly<Record<Language, Words>> = { en, fr }
