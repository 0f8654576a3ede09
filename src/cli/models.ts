// aurore models: the base models here and to be had; fetched, added, removed; the token for those behind a licence. Knows the contract, no hub.
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { CatalogueEntry, FoundModel, Needs } from '#shared/contract/models.ts'
import type { Model } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { followDownload } from './download-news.ts'
import { exitCodes } from './failure.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { bold, faint, table } from './typeset.ts'
import { shown } from './values.ts'

type DownloadOptions = Common & { readonly revision?: string; readonly discard?: boolean }
type RemoveOptions = Common & { readonly keepFiles?: boolean }
type TokenOptions = Common & { readonly set?: boolean; readonly forget?: boolean }

const same = (a: string, b: string): boolean => a.toLocaleLowerCase() === b.toLocaleLowerCase()
const megabytes = (bytes: number, { language, say }: Frame): string => `${shown(language).count(Math.ceil(bytes / 1e6))} ${say('MB', 'Mo')}`

export function models(language: Language): Command {
  const say = speak(language)
  return new Command('models')
    .description(say('Lists the base models, fetches them, adds and removes them.', 'Montre les modèles de base, les télécharge, les ajoute et les retire.'))
    .addCommand(listCommand(language, say)).addCommand(showCommand(language, say)).addCommand(downloadCommand(language, say))
    .addCommand(addCommand(language, say)).addCommand(removeCommand(language, say)).addCommand(tokenCommand(language, say))
}

const listCommand = (language: Language, say: Say): Command => withCommon(new Command('list'), say)
  .description(say('The models on this machine, and those of the catalogue. Asks no network.', 'Les modèles de cette machine, et ceux du catalogue. N’interroge aucun réseau.'))
  .action((options: Common) => inApp(options, language, list))

const showCommand = (language: Language, say: Say): Command => withCommon(new Command('show'), say)
  .description(say('What a model is and what it needs here. Asks its hub when it is neither here nor in the catalogue.', 'Ce qu’est un modèle et ce qu’il demande ici. Interroge son serveur s’il n’est ni ici ni au catalogue.'))
  .argument('<model>', say('a name from the list, or a Hugging Face id (author/name)', 'un nom de la liste, ou un identifiant Hugging Face (auteur/nom)'))
  .action((name: string, options: Common) => inApp(options, language, (frame) => show(frame, name)))

const downloadCommand = (language: Language, say: Say): Command => withCommon(new Command('download'), say)
  .description(say('Fetches a model from its hub. Ctrl-C pauses; the same command goes on.', 'Télécharge un modèle depuis son serveur. Ctrl-C met en pause ; la même commande reprend.'))
  .argument('<model>', say('a name from the catalogue, or a Hugging Face id (author/name)', 'un nom du catalogue, ou un identifiant Hugging Face (auteur/nom)'))
  .option('--revision <name>', say('a branch, a tag or a commit (default: the usual one)', 'une branche, une étiquette ou un commit (par défaut : l’habituelle)'))
  .option('--discard', say('give up an unfinished download and delete what came', 'abandonne un téléchargement inachevé et supprime ce qui est arrivé'))
  .addHelpText('after', '\n  $ aurore models download HuggingFaceTB/SmolLM2-135M')
  .action((name: string, options: DownloadOptions) => inApp(options, language, (frame) => download(frame, name, options)))

const addCommand = (language: Language, say: Say): Command => withCommon(new Command('add'), say)
  .description(say('Adds a model that is already on this machine.', 'Ajoute un modèle qui est déjà sur cette machine.'))
  .argument('<path>', say('a Hugging Face folder or a .gguf file', 'un dossier Hugging Face ou un fichier .gguf'))
  .action((path: string, options: Common) => inApp(options, language, (frame) => add(frame, path)))

const removeCommand = (language: Language, say: Say): Command => withCommon(new Command('remove'), say)
  .description(say('Takes a model off the list, and off the disk when Aurore fetched it.', 'Retire un modèle de la liste, et du disque si c’est Aurore qui l’a téléchargé.'))
  .argument('<model>', say('a name from the list', 'un nom de la liste'))
  .option('--keep-files', say('only off the list', 'seulement de la liste'))
  .action((name: string, options: RemoveOptions) => inApp(options, language, (frame) => remove(frame, name, options)))

const tokenCommand = (language: Language, say: Say): Command => withCommon(new Command('token'), say)
  .description(say('Says whether there is an access token for models behind a licence. Never prints it.', 'Dit s’il y a un jeton d’accès pour les modèles sous licence. Ne l’affiche jamais.'))
  .option('--set', say('read one from standard input and keep it', 'en lit un sur l’entrée standard et le conserve'))
  .option('--forget', say('forget it', 'l’oublie'))
  .addHelpText('after', '\n  $ aurore models token --set < token.txt')
  .action((options: TokenOptions) => inApp(options, language, (frame) => token(frame, options)))

async function list(frame: Frame): Promise<void> {
  const { client, give, tell, say, language } = frame
  const [here, { entries }] = [await client.voices.models(), await client.models.catalogue()]
  for (const model of here) give({ here: true, ...model })
  for (const entry of entries) give({ here: entry.modelId !== null, ...entry })
  tell(bold(say('On this machine', 'Sur cette machine')))
  tell(table(here.map((model) => [model.name, `${megabytes(model.bytes, frame)}  ${model.languages.join(', ')}  ${model.licence}`])))
  tell(`\n${bold(say('To be fetched', 'À télécharger'))}`)
  for (const entry of entries.filter(({ modelId }) => modelId === null)) {
    tell(`   ${entry.repo}  ${megabytes(entry.bytes, frame)}  ${entry.licence}${entry.gated ? `  ${say('licence to accept', 'licence à accepter')}` : ''}`)
    tell(`   ${faint(entry.goodFor[language])}`)
  }
}

const modelNamed = (all: readonly Model[], name: string): Model | undefined => all.find((model) => model.id === name || same(model.name, name))
const entryNamed = (all: readonly CatalogueEntry[], name: string): CatalogueEntry | undefined => all.find((entry) => same(entry.repo, name) || same(entry.name, name) || same(entry.repo.split('/').at(-1) ?? '', name))

async function show(frame: Frame, name: string): Promise<void> {
  const { client } = frame
  const [model, entry] = [modelNamed(await client.voices.models(), name), entryNamed((await client.models.catalogue()).entries, name)]
  if (model) return facts(frame, model, await client.models.needs({ modelId: model.id }), model.folder)
  if (entry) return facts(frame, entry, await client.models.needs({ repo: entry.repo }), entry.page)
  const found = await client.models.look({ repo: name })
  facts(frame, found, found.needs, found.page)
}

function facts(frame: Frame, model: Model | CatalogueEntry | FoundModel, needs: Needs, place: string): void {
  const { say, tell, give } = frame
  give({ ...model, needs })
  tell(bold(model.name))
  tell(table([
    [say('size', 'taille'), `${shown(frame.language).count(needs.parameters)} ${say('parameters', 'paramètres')}, ${megabytes(model.bytes, frame)}`],
    [say('languages', 'langues'), model.languages.join(', ') || say('not stated', 'non précisées')],
    [say('licence', 'licence'), model.licence || say('not stated', 'non précisée')],
    [say('memory to write', 'mémoire pour écrire'), megabytes(needs.writeBytes, frame)],
    [say('memory to learn', 'mémoire pour apprendre'), megabytes(needs.learnBytes, frame)],
    [say('disk for a voice', 'disque pour une voix'), megabytes(needs.voiceBytes, frame)],
    [say('where', 'où'), place]
  ]))
}

async function download(frame: Frame, name: string, { revision, discard }: DownloadOptions): Promise<number | void> {
  const repo = entryNamed((await frame.client.models.catalogue()).entries, name)?.repo ?? name
  if (discard) return frame.client.models.cancel({ repo })
  frame.tell(frame.say('Only this model’s files are asked for; nothing of yours is sent.', 'Seuls les fichiers de ce modèle sont demandés ; rien de vous n’est envoyé.'))
  const ended = await followDownload(frame, { repo, ...(revision !== undefined && { revision }) })
  return ended.state === 'done' ? exitCodes.done : undefined
}

async function add({ client, give, tell, say }: Frame, path: string): Promise<void> {
  const model = await client.voices.addModel({ folder: resolve(path) })
  give(model)
  tell(`${model.name}  ${say('was added.', 'a été ajouté.')}`)
}

async function remove(frame: Frame, name: string, { keepFiles }: RemoveOptions): Promise<void> {
  const { client, give, tell, say, app } = frame
  const model = modelNamed(await client.voices.models(), name)
  if (!model) throw new AuroreError('shell.no-model', { name })
  if (keepFiles || model.builtIn || !resolve(model.folder).startsWith(resolve(app.home))) {
    await client.voices.removeModel({ id: model.id })
    give({ removed: model.id, bytes: 0 })
    return tell(`${model.name}  ${say('was taken off the list; its folder is untouched.', 'a été retiré de la liste ; son dossier est intact.')}`)
  }
  const { bytes } = await client.models.discard({ id: model.id })
  give({ removed: model.id, bytes })
  tell(`${model.name}  ${say('was deleted;', 'a été supprimé ;')} ${megabytes(bytes, frame)} ${say('freed.', 'libérés.')}`)
}

/** The token is read from standard input: an argument would stay in the shell's history. */
async function token({ client, give, tell, say, interrupted }: Frame, { set, forget }: TokenOptions): Promise<void> {
  if (set) {
    const lines = createInterface({ input: process.stdin, ...(process.stdin.isTTY && { output: process.stderr }) })
    const secret = (await lines.question(process.stdin.isTTY ? say('Token: ', 'Jeton : ') : '', { signal: interrupted })).trim()
    lines.close()
    await client.models.setToken({ token: secret })
  }
  const state = forget ? await client.models.setToken({ token: null }) : await client.models.token()
  give(state)
  const places = {
    keychain: say('in the system’s keychain', 'dans le trousseau du système'), environment: say('in the environment (HF_TOKEN)', 'dans l’environnement (HF_TOKEN)'),
    file: say('in a file of the data folder that nobody else may read', 'dans un fichier du dossier de données que personne d’autre ne peut lire')
  }
  tell(state.from === null ? say('There is no token.', 'Il n’y a pas de jeton.') : `${say('There is a token', 'Il y a un jeton')} ${places[state.from]}.`)
}
