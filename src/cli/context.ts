// aurore context: what the model is told of a book beside its text, shown and changed, and the exact prompt at the end of a scene. Knows the contract only.
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { ContextNotes, ContextPart, LoreEntry, LoreText, Seen } from '#shared/contract/context.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { Language } from '#shared/language.ts'
import { theProject, theSpeaker, type SpeakerOptions } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { placeIn } from './place.ts'
import { detailOf } from './read.ts'
import { withSpeaker } from './speaker.ts'
import { table } from './typeset.ts'
import { listed, shown, whole } from './values.ts'

type InProject = Common & { readonly project: string }
type SeeOptions = InProject & SpeakerOptions & { readonly project: string; readonly chapter?: string; readonly prompt?: string; readonly after?: string; readonly tokens: number }
type EditOptions = InProject & { readonly memory?: string; readonly memoryFile?: string; readonly note?: string; readonly noteDepth?: number }
type LoreOptions = InProject & { readonly keys?: readonly string[]; readonly text?: string; readonly always?: boolean; readonly priority?: number; readonly depth?: number; readonly remove?: boolean; readonly off?: boolean; readonly on?: boolean }

export function context(language: Language): Command {
  const say = speak(language)
  return new Command('context')
    .description(say('Shows and changes what the model is told of a book: memory, author’s note, lorebook; and the exact prompt it sees.', 'Montre et modifie ce que le modèle apprend d’un livre : mémoire, note de l’auteur, lexique ; et le texte exact qu’il voit.'))
    .addCommand(showCommand(language, say))
    .addCommand(editCommand(language, say))
    .addCommand(loreCommand(language, say))
    .addCommand(seeCommand(language, say))
}

const inProject = (name: string, say: Say): Command =>
  withCommon(new Command(name), say).requiredOption('--project <name>', say('the project’s name', 'le nom du projet'))

const showCommand = (language: Language, say: Say): Command => inProject('show', say)
  .description(say('Memory, note and lorebook as they are.', 'La mémoire, la note et le lexique tels qu’ils sont.'))
  .addHelpText('after', '\n  $ aurore context show --project Sand')
  .action((options: InProject) => inApp(options, language, (frame) => show(frame, options)))

const editCommand = (language: Language, say: Say): Command => inProject('edit', say)
  .description(say('Changes memory or note; what is not named stays.', 'Modifie la mémoire ou la note ; ce qui n’est pas nommé demeure.'))
  .option('--memory <text>', say('what always stands first', 'ce qui figure toujours en tête'))
  .option('--memory-file <path>', say('the same, from a text file', 'la même chose, depuis un fichier texte'))
  .option('--note <text>', say('what stands among the last paragraphs', 'ce qui figure parmi les derniers paragraphes'))
  .option('--note-depth <n>', say('paragraphs after the note', 'paragraphes après la note'), whole(1, 50))
  .addHelpText('after', '\n  $ aurore context edit --project Sand --memory "Le Berry, vers 1840."')
  .action((options: EditOptions) => inApp(options, language, (frame) => edit(frame, options)))

const loreCommand = (language: Language, say: Say): Command => inProject('lore', say)
  .description(say('Adds or changes a lorebook entry by its name, or removes it.', 'Ajoute ou modifie une entrée du lexique par son nom, ou la retire.'))
  .argument('<name>', say('the entry’s name', 'le nom de l’entrée'))
  .option('--keys <list>', say('names and aliases that call it, commas between', 'les noms et surnoms qui l’appellent, séparés par des virgules'), listed)
  .option('--text <text>', say('what the model is told', 'ce que le modèle apprend'))
  .option('--always', say('always there', 'toujours présente'))
  .option('--priority <n>', say('higher ones are served first', 'les plus hautes sont servies d’abord'), whole(-100, 100))
  .option('--depth <n>', say('paragraphs before the cursor in which its keys are looked for', 'paragraphes avant le curseur où ses clés sont cherchées'), whole(1, 200))
  .option('--off', say('not in use', 'hors service'))
  .option('--on', say('in use again', 'de nouveau en service'))
  .option('--remove', say('to the bin', 'à la corbeille'))
  .addHelpText('after', '\n  $ aurore context lore --project Sand Germain --keys "Germain,le fin laboureur" --text "Germain, veuf, vingt-huit ans, laboure à Belair."')
  .action((name: string, options: LoreOptions) => inApp(options, language, (frame) => lore(frame, name, options)))

const seeCommand = (language: Language, say: Say): Command => withSpeaker(withCommon(new Command('see'), say), say)
  .description(say('The exact prompt at the end of a chapter, by where each piece comes from.', 'Le texte exact donné au modèle à la fin d’un chapitre, selon l’origine de chaque morceau.'))
  .option('--chapter <name>', say('its title or number (default: the last)', 'son titre ou son numéro (par défaut : le dernier)'))
  .option('--prompt <text>', say('text written after it', 'texte écrit à sa suite'))
  .option('--after <text>', say('text that follows the gap', 'texte qui suit le vide'))
  .option('--tokens <n>', say('tokens kept free for the writing', 'tokens gardés libres pour l’écriture'), whole(1, 100_000), 100)
  .addHelpText('after', '\n  $ aurore context see --project Sand --chapter 2')
  .action((options: SeeOptions) => inApp(options, language, (frame) => see(frame, options)))

async function show(frame: Frame, options: InProject): Promise<void> {
  const { id: projectId } = await theProject(frame, options.project)
  const [notes, entries] = await Promise.all([frame.client.context.notes({ projectId }), frame.client.context.entries({ projectId })])
  frame.give({ ...notes, entries })
  tellNotes(frame, notes)
  for (const entry of entries) frame.tell(entryLine(frame, entry))
  if (entries.length === 0) frame.tell(frame.say('The lorebook is empty.', 'Le lexique est vide.'))
}

function tellNotes({ tell, say }: Frame, { memory, note, noteDepth }: ContextNotes): void {
  tell(`${say('Memory', 'Mémoire')}: ${memory || '-'}`)
  tell(`${say('Note', 'Note')} (${noteDepth}): ${note || '-'}`)
}

const entryLine = ({ say }: Frame, { title, keys, text, alwaysOn, enabled }: LoreEntry): string =>
  `${title || keys[0] || '-'} [${alwaysOn ? say('always', 'toujours') : keys.join(', ')}]${enabled ? '' : ` (${say('not in use', 'hors service')})`}: ${text}`

async function edit(frame: Frame, { project, memory, memoryFile, note, noteDepth }: EditOptions): Promise<void> {
  const { id: projectId } = await theProject(frame, project)
  const text = memoryFile === undefined ? memory : await read(memoryFile)
  const notes = await frame.client.context.setNotes({ projectId, memory: text, note, noteDepth })
  frame.give(notes)
  tellNotes(frame, notes)
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    throw new AuroreError('shell.unreadable', { path, detail: detailOf(error) }, { cause: error })
  }
}

async function lore(frame: Frame, name: string, options: LoreOptions): Promise<void> {
  const project = await theProject(frame, options.project)
  const known = (await frame.client.context.entries({ projectId: project.id })).find(({ title }) => title.toLowerCase() === name.trim().toLowerCase())
  if (options.remove) return remove(frame, name, known)
  const entry = await keep(frame, project, name, known, options)
  frame.give(entry)
  frame.tell(entryLine(frame, entry))
}

async function remove(frame: Frame, name: string, known: LoreEntry | undefined): Promise<void> {
  if (!known) throw new AuroreError('general.not-found', { what: name })
  await frame.client.context.removeEntry({ id: known.id })
  frame.give({ removed: known.id })
  frame.tell(frame.say(`“${known.title}” was removed.`, `« ${known.title} » a été retirée.`))
}

function keep({ client }: Frame, { id: projectId }: Project, title: string, known: LoreEntry | undefined, { keys, text, always, priority, depth, off, on }: LoreOptions): Promise<LoreEntry> {
  const change: Partial<LoreText> = {
    ...(keys && { keys: [...keys] }), ...(text !== undefined && { text }), ...(always && { alwaysOn: true }), ...(priority !== undefined && { priority }),
    ...(depth !== undefined && { scanDepth: depth }), ...((off || on) && { enabled: !off })
  }
  return known ? client.context.changeEntry({ id: known.id, ...change }) : client.context.addEntry({ projectId, title, keys: [title], ...change })
}

async function see(frame: Frame, options: SeeOptions): Promise<void> {
  const project = await theProject(frame, options.project)
  const [speaker, place] = await Promise.all([theSpeaker(frame, options), placeIn(frame, project, options)])
  if (!place) throw new AuroreError('shell.no-chapter', { name: project.title, chapter: options.chapter ?? '1' })
  const seen = await frame.client.context.see({ projectId: project.id, speaker, place, maxTokens: options.tokens })
  frame.give(seen)
  tellSeen(frame, seen)
}

function tellSeen({ tell, say, language }: Frame, { parts, left, tokens, limit, reserve }: Seen): void {
  const { count } = shown(language)
  const name = ({ origin, title, key }: Pick<ContextPart, 'origin' | 'title'> & { readonly key?: string | null }): string => [origin, title, key ? `← ${key}` : ''].filter(Boolean).join(' · ')
  for (const part of parts) tell(`── ${name(part)} (${count(part.tokens)})\n${part.text.trim()}`)
  tell()
  tell(say(`${count(tokens)} of ${count(limit)} tokens, ${count(reserve)} kept free`, `${count(tokens)} tokens sur ${count(limit)}, ${count(reserve)} gardés libres`))
  if (left.length > 0) tell(table(left.map((one) => [name(one), `${count(one.tokens)} · ${one.reason}`])))
}
