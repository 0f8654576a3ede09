// The words of what the model sees, in English.
import type { MessageTable } from '../messages.ts'

export const context = {
  tabs: 'Muse', tabWriting: 'Writing', tabMemory: 'Memory', tabLore: 'Lorebook', tabSeen: 'What it sees',
  memory: 'Memory', memoryHint: 'Always stands first: the place, the time, who is who. Short is best.',
  note: 'Author’s note', noteHint: 'Stands among the last paragraphs, so that it weighs more: a mood, what this scene is about.',
  noteDepth: 'Paragraphs after the note', noteDepthHint: '1: just before the paragraph being written.',
  summaries: 'What happened so far', summariesHint: 'In your words. Scenes before the one you write are told to the model this way, when their text no longer fits.',
  summaryChapter: 'This chapter: {title}', summaryScene: 'This scene', summaryEarlier: '{title}', noEarlier: 'Nothing comes before this scene.',
  budget: 'How the room is shared', budgetTokens: 'Tokens the model reads at most', budgetTokensHint: 'More is slower. The model’s window is {window}.',
  budgetBefore: 'The text before the cursor, at least', budgetMost: '{what}, at most', budgetDefault: 'As the model’s window suggests', budgetReset: 'Back to the usual shares',
  lore: 'Lorebook', loreLead: 'What the model should know of a person, a place or a thing, as soon as its name comes up.',
  loreEmpty: 'No entry yet. Add one for a person or a place: its text is shown to the model whenever its name stands in the last paragraphs.',
  addEntry: 'Add an entry', entry: 'Entry “{title}”', untitled: 'Untitled', entryTitle: 'Name', entryKeys: 'Called by', entryKeysHint: 'Names and aliases, a comma between them; or a /regular expression/.',
  entryText: 'What the model is told', alwaysOn: 'Always there', enabled: 'In use', off: 'not in use', always: 'always', matchCase: 'Capitals matter', wholeWords: 'Whole words only',
  scanDepth: 'Paragraphs looked at', cascade: 'May be called by another entry', priority: 'Priority', removeEntry: 'Remove this entry', entryRemoved: '“{title}” was removed',
  seen: 'What the model sees', seenLead: 'The exact text a suggestion here would go on from, piece by piece.', seenEmpty: 'Nothing yet. Begin to write, or tell the model something under Memory.',
  noPage: 'Open a scene to see what the model is shown of it.', noSpeaker: 'No voice is here yet: learn one, or choose a model.',
  tokens: { one: '{count} token', other: '{count} tokens' }, bar: '{used} of {limit} tokens read, {reserve} kept free for the writing', window: 'The model’s window: {window}', copy: 'Copy the whole prompt', copied: 'The prompt was copied',
  memoryPart: 'Memory', lorePart: 'Lorebook', summaryPart: 'Summary', notePart: 'Author’s note', beforePart: 'Text before', afterPart: 'Text after', marksPart: 'Model’s signs',
  calledBy: 'called by “{key}”', calledIn: 'called by “{key}” in “{by}”', isCut: 'shortened', freePart: 'Free', reservePart: 'For the writing',
  left: 'Left out', share: 'its share is used up', room: 'no room is left', judge: 'not shown; several suggestions are weighed by it', forward: 'this model only reads forward', pattern: 'its key is not a regular expression', slow: 'looking for its key took too long',
  chain: 'called too far along a chain of entries', filling: 'The text that follows: {how}.', leftLine: '{what}: {why}', fillNone: 'there is none, or it is not reckoned with', fillTwo: 'the model sees it', fillBridges: 'the model cannot see it; several suggestions are written, and the one that leads to it best is shown'
} as const satisfies MessageTable
