// aurore import: manuscripts into a project's corpus and manuscript. Reads files, knows no format.
import { Command, Option } from 'commander'
import type { CorpusDocument } from '#shared/contract/corpora.ts'
import type { Project } from '#shared/contract/projects.ts'
import { isErrorCode, sentenceFor } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { exitCodes } from './failure.ts'
import { findProject } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { readAsFile } from './read.ts'
import { terminal } from './terminal.ts'
import { shown } from './values.ts'

type Options = Common & { readonly project: string; readonly language?: Language; readonly author?: string; readonly into: 'corpus' | 'manuscript' | 'both' }

export function importFiles(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('import'), say)
    .description(say('Reads manuscripts (.txt, .md, .docx) into a project, and makes the project when it is new.', 'Lit des manuscrits (.txt, .md, .docx) dans un projet, et crée le projet s’il est nouveau.'))
    .argument('<files...>', say('the files, read in this order', 'les fichiers, lus dans cet ordre'))
    .requiredOption('--project <name>', say('the project’s name', 'le nom du projet'))
    .addOption(new Option('--language <language>', say('the book’s language, for a new project (default: its texts’)', 'la langue du livre, pour un nouveau projet (par défaut : celle des textes)')).choices(['en', 'fr']))
    .option('--author <name>', say('the author, for a new project', 'l’auteur, pour un nouveau projet'))
    .addOption(new Option('--into <place>', say('learn from it, write on in it, or both', 'pour apprendre, pour écrire à la suite, ou les deux')).choices(['corpus', 'manuscript', 'both']).default('both'))
    .addHelpText('after', '\n  $ aurore import fadette.txt lelia.docx --project Sand --language fr')
    .action((files: readonly string[], options: Options) => inApp(options, language, (frame) => run(frame, files, options)))
}

async function run(frame: Frame, paths: readonly string[], options: Options): Promise<number> {
  const files = await Promise.all(paths.map(readAsFile)) // all are read before anything is changed
  const known = await findProject(frame, options.project)
  const begun = known ?? await frame.client.projects.create({ title: options.project, author: options.author ?? '', language: options.language ?? frame.language })
  const { documents, failures } = await frame.client.corpora.import({ projectId: begun.id, files, into: options.into })
  const project = known !== null || options.language !== undefined ? begun : await inTheirLanguage(frame, begun, documents)
  frame.give({ project: { id: project.id, title: project.title, language: project.language }, documents: documents.map(summary), failures })
  for (const document of documents) tellDocument(frame, document, project)
  for (const { name, code, params } of failures) {
    const sentence = isErrorCode(code) ? sentenceFor(code, frame.language, params) : code
    terminal().complain(frame.json ? `${JSON.stringify({ file: name, code, params, sentence })}\n` : `aurore: ${name}: ${sentence} [${code}]\n`)
  }
  return failures.length > 0 ? exitCodes.failed : exitCodes.done
}

/** A new book of which nobody said the language has that of its texts, whatever is spoken to its author: suggestions are set by it. */
async function inTheirLanguage({ client }: Frame, project: Project, documents: readonly CorpusDocument[]): Promise<Project> {
  const words = (language: Language): number => documents.reduce((sum, document) => sum + (document.language === language ? document.words : 0), 0)
  const language = words('fr') > words('en') ? 'fr' : words('en') > words('fr') ? 'en' : project.language
  return language === project.language ? project : client.projects.update({ id: project.id, language })
}

/** For programs: the facts, and of the cleaning only the steps that found something. */
const summary = (document: CorpusDocument) => ({
  id: document.id, name: document.name, title: document.title, format: document.format, encoding: document.encoding, language: document.language,
  bytes: document.bytes, words: document.words, sentences: document.sentences,
  chapters: document.chapters.map(({ title, part, words, sentences, heldOut }) => ({ title, part, words, sentences, heldOut })),
  cleaned: document.cleaning.filter((entry) => entry.places > 0).map(({ step, enabled, places, removedCharacters }) => ({ step, enabled, places, removedCharacters })),
  warnings: document.warnings
})

function tellDocument({ tell, say, language }: Frame, document: CorpusDocument, project: Project): void {
  const { count } = shown(language)
  const held = document.chapters.filter((chapter) => chapter.heldOut).map((chapter) => chapter.title)
  tell(`${document.name} → ${project.title}`)
  tell(`  ${count(document.chapters.length)} ${say('chapters', 'chapitres')}, ${count(document.words)} ${say('words', 'mots')}, ${count(document.sentences)} ${say('sentences', 'phrases')}${document.encoding ? `, ${document.encoding}` : ''}`)
  for (const { step, places, enabled } of document.cleaning) if (enabled && places > 0) tell(`  ${say('cleaned', 'nettoyé')}: ${step} (${count(places)})`)
  if (held.length > 0) tell(`  ${say('held back', 'mis de côté')}: ${held.join(', ')}`)
  for (const warning of document.warnings) tell(`  ! ${warning}`)
}
