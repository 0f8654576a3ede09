// aurore classify: by which label texts go, as a reader learned to tell them. Knows the contract only.
import { Command, CommanderError, Option } from 'commander'
import type { Language } from '#shared/language.ts'
import { exitCodes } from './failure.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { readAsFile } from './read.ts'
import { shown } from './values.ts'

type Options = Common & { readonly reader?: string; readonly model?: string; readonly base?: string; readonly file?: string; readonly by: 'whole' | 'paragraph' }

export function classify(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('classify'), say)
    .description(say('Says by which label texts go: which author, which character speaks.', 'Dit quelle étiquette portent des textes : quel auteur, quel personnage parle.'))
    .argument('[texts...]', say('the texts', 'les textes'))
    .addOption(new Option('--reader <name>', say('a reader learned with --objective classification', 'un lecteur appris avec --objective classification')).conflicts('model'))
    .option('--model <folder>', say('any classifier in a Hugging Face folder, or an adapter in PEFT’s layout', 'un modèle de classification quelconque, dans un dossier Hugging Face, ou un adaptateur au format PEFT'))
    .option('--base <folder>', say('with --model: the model under an adapter that does not say where it lies', 'avec --model : le modèle sous un adaptateur qui ne dit pas où il se trouve'))
    .option('--file <path>', say('a text from a file, read and cleaned as a manuscript is', 'un texte tiré d’un fichier, lu et nettoyé comme un manuscrit'))
    .addOption(new Option('--by <unit>', say('the file as one text, or each paragraph by itself', 'le fichier entier, ou chaque paragraphe à part')).choices(['whole', 'paragraph']).default('whole'))
    .addHelpText('after', '\n  $ aurore classify --reader "Who speaks" "Tu viens ?" "Non, mon père."\n  $ aurore classify --reader Authors --file page.docx --by paragraph --json')
    .action((texts: readonly string[], options: Options) => inApp(options, language, (frame) => run(frame, texts, options)))
}

const needed = (option: string): CommanderError => new CommanderError(exitCodes.misused, 'commander.missingMandatoryOptionValue', `error: required ${option} not specified`)

async function run(frame: Frame, given: readonly string[], options: Options): Promise<void> {
  const reader = options.reader !== undefined ? { name: options.reader } : options.model !== undefined ? { folder: options.model, base: options.base ?? null } : null
  if (reader === null) throw needed("option '--reader <name>'")
  const texts = [...given, ...await fromFile(frame, options)].filter((text) => text.trim() !== '')
  if (texts.length === 0) throw needed('argument texts')
  const { labels, texts: told } = await frame.client.readers.classify({ reader, texts })
  const { percent } = shown(frame.language)
  for (const [i, { label, chances }] of told.entries()) {
    frame.give({ text: texts[i], label, chances: Object.fromEntries(labels.map((name, c) => [name, chances[c]])) })
    frame.tell(`${label}  ${percent(Math.max(...chances))}  ${beginning(texts[i] ?? '')}`)
  }
}

async function fromFile({ client }: Frame, { file, by }: Options): Promise<readonly string[]> {
  if (file === undefined) return []
  const { text } = await client.corpora.read({ file: await readAsFile(file) })
  return by === 'whole' ? [text] : text.split(/\n\s*\n/)
}

const SHOWN = 60
const beginning = (text: string): string => { const line = text.replace(/\s+/g, ' ').trim(); return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line }
