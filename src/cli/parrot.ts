// aurore parrot: what of a text stands word for word in a project's books, and where. The app reads the file, as it reads any manuscript.
import { Command, Option } from 'commander'
import type { Against, CopiedPlace, ParrotReport } from '#shared/contract/parrot.ts'
import type { Language } from '#shared/language.ts'
import { theChapter, theProject } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { readAsFile } from './read.ts'
import { shown, whole } from './values.ts'

type Options = Common & { readonly project: string; readonly text?: string; readonly chapter?: string; readonly against: Against; readonly min?: number }

export function parrot(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('parrot'), say)
    .description(say('Finds what a text repeats word for word of a project’s books, with document and chapter.', 'Trouve ce qu’un texte répète mot pour mot des livres d’un projet, avec le document et le chapitre.'))
    .requiredOption('--project <name>', say('the project whose books are meant', 'le projet dont il s’agit'))
    .option('--text <file>', say('the text, read and cleaned as a manuscript is', 'le texte, lu et nettoyé comme un manuscrit'))
    .option('--chapter <name>', say('or a chapter of the project itself, by number or title', 'ou un chapitre du projet lui-même, par numéro ou par titre'))
    .addOption(new Option('--against <books>', say('this project’s books, those of the others, or all (a chapter: of the others, unless said)', 'les livres de ce projet, ceux des autres, ou tous (pour un chapitre : ceux des autres, sauf mention)')).choices(['here', 'others', 'everywhere']))
    .option('--min <words>', say('tell runs of at least so many words (without it, as in the settings)', 'signaler les suites d’au moins tant de mots (sinon, selon les réglages)'), whole(1, 1000))
    .addHelpText('after', '\n  $ aurore parrot --project Sand --text chapitre.docx --min 8 --json')
    .action((options: Options, command: Command) => {
      if ((options.text === undefined) === (options.chapter === undefined)) command.error(say('give either --text or --chapter', 'donnez soit --text, soit --chapter'))
      return inApp(options, language, (frame) => run(frame, options))
    })
}

async function run(frame: Frame, options: Options): Promise<void> {
  const report = await asked(frame, options)
  frame.give(report)
  const { count } = shown(frame.language)
  frame.tell(frame.say(`longest run: ${count(report.longest)} words; ${count(report.copies.length)} of ${count(report.least)} or more`,
    `plus longue suite : ${count(report.longest)} mots ; ${count(report.copies.length)} de ${count(report.least)} ou plus`))
  for (const { words, text, occurrences, places } of report.copies) {
    frame.tell(`\n${count(words)} ${frame.say('words:', 'mots :')} ${text.replace(/\s+/g, ' ')}`)
    for (const place of places) frame.tell(`  ${where(place)}`)
    if (occurrences > places.length) frame.tell(frame.say(`  and in ${count(occurrences - places.length)} more places`, `  et à ${count(occurrences - places.length)} autres endroits`))
  }
}

async function asked(frame: Frame, { project: name, text, chapter, against, min: least }: Options): Promise<ParrotReport> {
  const project = await theProject(frame, name)
  if (chapter !== undefined) return frame.client.parrot.checkNode({ id: (await theChapter(frame, project, chapter)).id, against, least })
  const { text: cleaned } = await frame.client.corpora.read({ file: await readAsFile(text ?? '') })
  return frame.client.parrot.check({ text: cleaned, projectId: project.id, against, least })
}

const where = ({ document, chapter, before, passage, after }: CopiedPlace): string => `${document}, ${chapter}: ${before}[${passage}]${after}`
