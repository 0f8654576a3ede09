// aurore tokenizer train|show|compare: tokenizers of the author's own, looked into and held against each other. Knows the service's answers.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { Language } from '#shared/language.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { readAsFile } from './read.ts'
import { shown, whole } from './values.ts'

type TrainOptions = Common & { readonly out: string; readonly kind: 'bpe' | 'sentencepiece' | 'unigram'; readonly vocabulary: number; readonly like?: string; readonly symbols: readonly string[]; readonly onto?: string }
type ShowOptions = Common & { readonly text: string }

export function tokenizer(language: Language): Command {
  const say = speak(language)
  return new Command('tokenizer')
    .description(say('Makes tokenizers, and shows how they cut a text into tokens.', 'Fabrique des découpages en jetons, et montre comment ils coupent un texte.'))
    .addCommand(trainCommand(language, say))
    .addCommand(showCommand(language, say))
    .addCommand(compareCommand(language, say))
}

const listed = (text: string): readonly string[] => text.split(',').map((symbol) => symbol.trim())

const trainCommand = (language: Language, say: Say): Command => withCommon(new Command('train'), say)
  .description(say('Makes a tokenizer from manuscripts, or a model with a new vocabulary.', 'Fabrique un découpage en jetons à partir de manuscrits, ou un modèle doté d’un nouveau vocabulaire.'))
  .argument('<files...>', say('the manuscripts, read and cleaned as import does', 'les manuscrits, lus et nettoyés comme par import'))
  .requiredOption('--out <folder>', say('the folder to write; new or empty', 'le dossier à écrire ; nouveau ou vide'))
  .addOption(new Option('--kind <kind>', say('bytes, SentencePiece’s way, or unigram', 'par octets, à la manière de SentencePiece, ou unigramme')).choices(['bpe', 'sentencepiece', 'unigram']).default('bpe'))
  .addOption(new Option('--vocabulary <tokens>', say('tokens in all, 250 to 52,000', 'nombre de jetons en tout, de 250 à 52 000')).argParser(whole(1)).default(8192))
  .option('--like <folder>', say('for bpe: whose cuts and special tokens are kept (default: the model’s, or the built-in one’s)', 'pour bpe : celui dont on garde les coupes et les jetons spéciaux (par défaut : celui du modèle, ou celui qui est fourni)'))
  .addOption(new Option('--symbols <list>', say('pieces that are never cut, with commas between', 'morceaux jamais coupés, séparés par des virgules')).argParser(listed).default([], ''))
  .option('--onto <folder>', say('a Hugging Face model: write it under the new vocabulary', 'un modèle Hugging Face : l’écrire avec le nouveau vocabulaire'))
  .addHelpText('after', '\n  $ aurore tokenizer train fadette.txt lelia.docx --out sand-8000 --vocabulary 8000\n  $ aurore tokenizer train *.txt --out petit --kind unigram --vocabulary 2000 --symbols "<sep>"')
  .action((files: readonly string[], options: TrainOptions) => inApp(options, language, (frame) => train(frame, files, options)))

const showCommand = (language: Language, say: Say): Command => withCommon(new Command('show'), say)
  .description(say('Shows the tokens of a text, and how many each word takes.', 'Montre les jetons d’un texte, et combien chaque mot en demande.'))
  .argument('<folder>', say('a folder with a tokenizer.json', 'un dossier contenant un tokenizer.json'))
  .requiredOption('--text <text>', say('the text', 'le texte'))
  .addHelpText('after', '\n  $ aurore tokenizer show sand-8000 --text "La petite Fadette"')
  .action((folder: string, options: ShowOptions) => inApp(options, language, (frame) => show(frame, resolve(folder), options.text)))

const compareCommand = (language: Language, say: Say): Command => withCommon(new Command('compare'), say)
  .description(say('Compares what several tokenizers make of a text.', 'Compare ce que plusieurs découpages font d’un texte.'))
  .argument('<folders...>', say('folders with a tokenizer.json', 'des dossiers contenant un tokenizer.json'))
  .requiredOption('--text <file>', say('the text, read and cleaned as a manuscript is', 'le texte, lu et nettoyé comme un manuscrit'))
  .addHelpText('after', '\n  $ aurore tokenizer compare sand-8000 models/gpt2 --text lelia.txt')
  .action((folders: readonly string[], options: ShowOptions) => inApp(options, language, (frame) => compare(frame, folders.map((folder) => resolve(folder)), options.text)))

const textOf = async ({ client }: Frame, file: File): Promise<string> => (await client.corpora.read({ file })).text

async function train(frame: Frame, paths: readonly string[], { out, kind, vocabulary, like, symbols, onto }: TrainOptions): Promise<void> {
  const files = await Promise.all(paths.map(readAsFile))
  const texts: string[] = []
  for (const file of files) texts.push(await textOf(frame, file))
  const { app, interrupted, say, tell, give } = frame
  const request = { texts, kind, vocabularySize: vocabulary, symbols, like: like === undefined ? null : resolve(like), onto: onto === undefined ? null : resolve(onto), out: resolve(out), signal: interrupted }
  const made = await app.tokenizers.train(request).catch((error: unknown) => {
    if (interrupted.aborted) return null
    throw error
  })
  if (made === null) return tell(say('Interrupted. Nothing was written.', 'Interrompu. Rien n’a été écrit.'))
  give(made)
  const { count, decimal } = shown(frame.language)
  tell(`${made.folder}  ${count(made.vocabularySize)} ${say('tokens', 'jetons')}, ${decimal(made.sample.charactersPerToken)} ${say('characters per token', 'caractères par jeton')}`)
  if (!made.sample.roundTrip) tell(say('Some characters of these texts are unknown to it. From 512 tokens on, every text comes back whole.', 'Certains caractères de ces textes lui sont inconnus. À partir de 512 jetons, tout texte revient entier.'))
  if (made.carried) tell(`${count(made.carried.shared)} ${say('tokens keep what the model knew of them', 'jetons gardent ce que le modèle en savait')}, ${count(made.carried.started)} ${say('start from their pieces', 'partent de leurs morceaux')}`)
}

async function show(frame: Frame, folder: string, text: string): Promise<void> {
  const found = await frame.app.tokenizers.show(folder, text)
  const { give, tell, say } = frame
  const { count, decimal } = shown(frame.language)
  give({ folder, ...found })
  const width = Math.max(0, ...found.pieces.map(({ id }) => String(id).length))
  for (const { id, piece, text: part } of found.pieces) tell(`${String(id).padStart(width)}  ${piece}${part === piece ? '' : `  ${JSON.stringify(part)}`}`)
  tell()
  for (const { word, tokens } of found.words) tell(`${word}  ${count(tokens)}`)
  tell(`${count(found.tokens)} ${say('tokens', 'jetons')}${found.tokensPerWord === null ? '' : `, ${decimal(found.tokensPerWord)} ${say('per word', 'par mot')}`}`)
  if (!found.roundTrip) tell(say('The text does not come back as it was.', 'Le texte ne revient pas tel qu’il était.'))
}

async function compare(frame: Frame, folders: readonly string[], path: string): Promise<void> {
  const text = await textOf(frame, await readAsFile(path))
  const { give, tell, say } = frame
  const { count, decimal } = shown(frame.language)
  for (const folder of folders) {
    const found = await frame.app.tokenizers.measure(folder, text)
    give({ folder, ...found })
    tell(folder)
    tell(`  ${count(found.tokens)} ${say('tokens', 'jetons')} ${say('of', 'sur')} ${count(found.vocabularySize)}, ${decimal(found.charactersPerToken)} ${say('characters per token', 'caractères par jeton')}, ${decimal(found.wordsPerToken)} ${say('words per token', 'mot par jeton')}`)
    tell(`  ${found.roundTrip ? say('The text comes back as it was.', 'Le texte revient tel qu’il était.') : say('The text does not come back as it was.', 'Le texte ne revient pas tel qu’il était.')}`)
  }
}
