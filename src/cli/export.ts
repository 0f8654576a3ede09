// aurore export: the book, or a chapter of it, as a file. Never replaces a file unasked. Knows no format.
import { link, rename, rm, stat, writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { ExportFormat } from '#shared/contract/publishing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { theChapter, theProject } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'
import { detailOf } from './read.ts'
import { shown } from './values.ts'

type Options = Common & { readonly project: string; readonly format?: ExportFormat; readonly out: string; readonly chapter?: string; readonly force?: boolean }

export function exportBook(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('export'), say)
    .description(say('Writes the book, or one chapter, as a file.', 'Écrit le livre, ou un chapitre, dans un fichier.'))
    .requiredOption('--project <name>', say('the project’s name', 'le nom du projet'))
    .requiredOption('--out <file>', say('the file to write', 'le fichier à écrire'))
    .addOption(new Option('--format <format>', say('the format (default: the file’s ending)', 'le format (par défaut : la terminaison du fichier)')).choices(ExportFormat.options))
    .option('--chapter <chapter>', say('only this chapter, by number or title', 'seulement ce chapitre, par numéro ou titre'))
    .option('--force', say('replace the file if it exists', 'remplace le fichier s’il existe'))
    .addHelpText('after', '\n  $ aurore export --project Sand --out sand.epub\n  $ aurore export --project Sand --chapter 3 --format docx --out chapitre-3.docx')
    .action((options: Options) => inApp(options, language, (frame) => run(frame, options)))
}

async function run(frame: Frame, options: Options): Promise<void> {
  const path = resolve(options.out)
  const format = options.format ?? formatOf(path)
  const project = await theProject(frame, options.project)
  const nodeId = options.chapter === undefined ? null : (await theChapter(frame, project, options.chapter)).id
  if (!options.force) await refuseExisting(path)
  const file = await frame.client.publishing.export({ projectId: project.id, nodeId, format })
  await save(path, new Uint8Array(await file.arrayBuffer()), options.force === true)
  frame.give({ file: path, format, bytes: file.size })
  frame.tell(`${path}  (${shown(frame.language).count(file.size)} ${frame.say('bytes', 'octets')})`)
}

function formatOf(path: string): ExportFormat {
  const known = ExportFormat.safeParse(extname(path).slice(1).toLowerCase())
  if (!known.success) throw new AuroreError('shell.bad-arguments', { detail: `--format ${ExportFormat.options.join('|')}` })
  return known.data
}

/** Said before the work, not after it; `save` makes sure of it again. */
async function refuseExisting(path: string): Promise<void> {
  if (await stat(path).catch(() => null)) throw new AuroreError('shell.file-exists', { path })
}

/** Whole or not at all: written beside, then put in place, without replacing anything unless asked. */
export async function save(path: string, bytes: Uint8Array, replace: boolean): Promise<void> {
  const beside = `${path}.${process.pid}.part`
  try {
    await writeFile(beside, bytes, { flag: 'wx', flush: true })
    await (replace ? rename(beside, path) : link(beside, path))
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST' && !replace
    throw taken ? new AuroreError('shell.file-exists', { path }) : new AuroreError('shell.unwritable', { path, detail: detailOf(error) }, { cause: error })
  } finally {
    await rm(beside, { force: true })
  }
}
