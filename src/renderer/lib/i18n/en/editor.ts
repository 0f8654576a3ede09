// The words of the writing room, in English.
import type { MessageTable } from '../messages.ts'

export const editor = {
  page: 'The page', binder: 'Binder', muse: 'Muse', showBinder: 'Binder (Ctrl+Alt+B)', showMuse: 'Muse (Ctrl+Alt+M)', focusMode: 'Only the page (F9)', leaveFocus: 'Show everything again (F9)',
  placeholder: 'Write…', addChapter: 'Chapter', addScene: 'Scene', addPart: 'Part', addChapterLong: 'Add a chapter', addSceneLong: 'Add a scene', addPartLong: 'Add a part',
  newChapter: 'Chapter {number}', newScene: 'Scene {number}', newPart: 'Part {number}',
  titleOf: 'Title', actionsFor: 'Actions for {title}', moveUp: 'Move up', moveDown: 'Move down', expand: 'Open {title}', collapse: 'Close {title}',
  removed: '“{title}” was removed', otherWindow: '{title} (other window)', recovered: '{title} (recovered)',
  conflict: 'This scene was changed in another window. Both versions are kept: what you type here is now “{title}”.',
  recoveredSaid: 'Unsaved text from an earlier window was found. It is kept beside the scene, as “{title}”.',
  recoveredHere: 'Text that was not saved before the last close was brought back.',
  emptyTitle: 'A blank page', emptyText: 'Add the first chapter and begin. Everything is saved as you type.', firstChapter: 'Begin the first chapter',
  noSceneTitle: 'Choose a scene', noSceneText: 'The binder on the left holds the book. Choose a scene to write in, or add one.',
  sceneWords: 'Scene: {words}', chapterWords: 'Chapter: {words}', selectionWords: 'Selection: {words}',
  suggestion: 'Suggestion: {text} Tab takes it, Escape refuses it.', thinking: 'The muse is thinking…', silent: 'The muse does not speak: {reason}',
  voice: 'Who speaks', baseVoice: '{name} (not your voice yet)', noVoice: 'No voice is here yet.', learnFirst: 'Learn my voice',
  go: 'Continue', goHint: 'Ctrl+Space', takeAll: 'Take all', takeWord: 'A word', refuse: 'Refuse',
  ghostHelp: 'A suggestion stands in pale ink at the cursor. Tab takes all of it, Ctrl+Right a word, Esc refuses it.', atEnd: 'Put the cursor at the end of a paragraph.',
  automatic: 'Suggest while I rest', howLong: 'How long', longWords: 'A few words', longSentence: 'A sentence', longTwo: 'A long sentence', longParagraph: 'A paragraph',
  howDaring: 'How daring', daringFaithful: 'Careful', daringNatural: 'Natural', daringBold: 'Daring', daringWild: 'Wild', daringOwn: 'My own numbers',
  temperature: 'Temperature', topP: 'Top-p', topK: 'Top-k (0: off)', minP: 'Min-p (0: off)', repetition: 'Repetition penalty', seed: 'Seed (empty: a new one each time)', tokens: 'Tokens at most',
  draftTitle: 'Draft a chapter', draftLead: 'It is written beside the book. Nothing enters the book until you accept it.', draftName: 'Chapter title', draftOpening: 'First lines', draftOpeningHint: 'How it begins. The voice goes on from here.',
  draftWords: 'About how many words', draftStart: 'Draft it', draftWriting: 'Writing “{title}”: {words}', draftStopped: 'Stopped. What was written is kept below.', drafts: 'Kept drafts', noDrafts: 'No draft yet.',
  accept: 'Accept into the book', accepted: '“{title}” is now a chapter of the book', refused: '“{title}” was refused', read: 'Read', draftLabel: 'Draft “{title}”',
  settingsTitle: 'Suggestions',
  keyTakeAll: 'Take the suggestion', keyTakeWord: 'Take one word of it', keyRefuse: 'Refuse it', keyAsk: 'Ask for a suggestion', keyAnother: 'Ask for another', keyBold: 'Bold', keyItalic: 'Italic', keyUndo: 'Undo', keyRedo: 'Redo',
  keyLine: 'New line in the paragraph', keyBreak: 'Scene break (or *** and Enter)', keyHeading: 'Heading', keyFocus: 'Only the page', keyBinder: 'Show or hide the binder', keyMuse: 'Show or hide the muse',
  keysPage: 'On the page', keysBinder: 'In the binder', keyWalk: 'Go from line to line', keyFold: 'Close or open a chapter', keyOpen: 'Open the scene', keyRename: 'Rename', keyRemove: 'Remove (can be undone)', keyMove: 'Move up or down', keyShortcuts: 'This page'
} as const satisfies MessageTable
