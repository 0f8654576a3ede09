// aurore voice: the voices there are, and a voice on its way out to other programs. Knows no format.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { VoiceForm, VoicePrecision, type Voice } from '#shared/contract/voices.ts'
import type { Language } from '#shared/language.ts'
import { theProject, theVoice } from './find.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { table } from './typeset.ts'
import { shown } from './values.ts'

type ListOptions = Common & { readonly project?: string }
type ExportOptions = ListOptions & { readonly voice: string; readonly as: VoiceForm; readonly dtype?: VoicePrecision; readonly out: string }

export function voice(language: Language): Command {
  const say = speak(language)
  return new Command('voice')
    .description(say('Lists the voices, and gives one to other programs.', 'Montre les voix, et en donne une à d’autres programmes.'))
    .addCommand(listCommand(language, say))
    .addCommand(exportCommand(language, say))
}

const inProject = (command: Command, say: Say): Command => command.option('--project <name>', say('only this project’s voices', 'seulement les voix de ce projet'))

const listCommand = (language: Language, say: Say): Command => inProject(withCommon(new Command('list'), say), say)
  .description(say('The voices learned so far.', 'Les voix apprises jusqu’ici.'))
  .action((options: ListOptions) => inApp(options, language, (frame) => list(frame, options)))

const exportCommand = (language: Language, say: Say): Command => inProject(withCommon(new Command('export'), say), say)
  .description(say('Writes a voice as other programs read it. Nothing that exists is replaced.', 'Écrit une voix comme d’autres programmes la lisent. Rien de ce qui existe n’est remplacé.'))
  .requiredOption('--voice <name>', say('the voice’s name', 'le nom de la voix'))
  .addOption(new Option('--as <form>', say('what was learned (peft), or the whole model', 'ce qui a été appris (peft), ou le modèle entier')).choices(VoiceForm.options).makeOptionMandatory())
  .addOption(new Option('--dtype <type>', say('how numbers are stored (default: the form’s usual type)', 'comment les nombres sont enregistrés (par défaut : le type habituel de la forme)')).choices(VoicePrecision.options))
  .requiredOption('--out <path>', say('the folder to make; for gguf the file', 'le dossier à créer ; pour gguf, le fichier'))
  .addHelpText('after', '\n  $ aurore voice export --voice Sand --as gguf --dtype q8_0 --out sand.gguf\n  $ aurore voice export --voice Sand --as huggingface --out sand-hf')
  .action((options: ExportOptions) => inApp(options, language, (frame) => exportVoice(frame, options)))

async function list(frame: Frame, options: ListOptions): Promise<void> {
  const project = options.project === undefined ? null : await theProject(frame, options.project)
  const [voices, models] = await Promise.all([frame.client.voices.list(project ? { projectId: project.id } : {}), frame.client.voices.models()])
  const base = (v: Voice): string => models.find((m) => m.id === v.modelId)?.name ?? v.modelId
  for (const v of voices) frame.give({ ...v, model: base(v) })
  if (voices.length === 0) frame.tell(frame.say('no voice yet', 'aucune voix pour l’instant'))
  else frame.tell(table(voices.map((v) => [v.name, `${v.method} · ${base(v)} · ${v.state}${surprise(frame, v)}`])))
}

function surprise({ language, say }: Frame, { basePerplexity: before, voicePerplexity: after }: Voice): string {
  const { decimal } = shown(language)
  return before === null || after === null ? '' : ` · ${say('perplexity', 'perplexité')} ${decimal(before)} → ${decimal(after)}`
}

async function exportVoice(frame: Frame, options: ExportOptions): Promise<void> {
  const project = options.project === undefined ? null : await theProject(frame, options.project)
  const { id } = await theVoice(frame, options.voice, project)
  const { path, files } = await frame.client.voices.export({ id, as: options.as, to: resolve(options.out), ...(options.dtype && { precision: options.dtype }) })
  const { count } = shown(frame.language)
  frame.give({ path, as: options.as, files })
  frame.tell(path)
  if (options.as !== 'gguf') frame.tell(table(files.map(({ name, bytes }) => [name, `${count(bytes)} ${frame.say('bytes', 'octets')}`])))
}
