// aurore endpoint: another program's models to write with: where it is, what it can, a trial, the key. Knows the contract, no program.
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { Endpoint, EndpointPeer } from '#shared/contract/endpoint.ts'
import { addressOf, hostOf, isThisMachine } from '#shared/endpoint.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Language } from '#shared/language.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak, type Say } from './language.ts'
import { bold, table } from './typeset.ts'
import { shown, whole } from './values.ts'

type Options = Common & { readonly model?: string; readonly context?: number; readonly use?: boolean; readonly off?: boolean; readonly try?: boolean; readonly setKey?: boolean; readonly forgetKey?: boolean }

export function endpoint(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('endpoint'), say)
    .description(say('Says what another program (llama.cpp, Ollama, vLLM…) offers to write with, and keeps what you choose. Off until you turn it on; your text is not sent.', 'Dit avec quoi un autre programme (llama.cpp, Ollama, vLLM…) offre d’écrire, et garde votre choix. Coupé tant que vous ne l’ouvrez pas ; votre texte n’est pas envoyé.'))
    .argument('[address]', say('where it listens (default: the address that is kept)', 'où il écoute (par défaut : l’adresse gardée)'))
    .option('--model <name>', say('one of its models', 'un de ses modèles'))
    .option('--context <n>', say('with --use: tokens it reads at most', 'avec --use : tokens qu’il lit au plus'), whole(256, 200_000))
    .option('--use', say('keep the address and the model, and let it speak', 'garde l’adresse et le modèle, et le laisse parler'))
    .option('--off', say('let it speak no longer; what was set is kept', 'ne le laisse plus parler ; les réglages sont gardés'))
    .option('--try', say('have it go on from a sentence of Aurore’s', 'lui fait continuer une phrase d’Aurore'))
    .option('--set-key', say('read its key from standard input and keep it for this address', 'lit sa clé sur l’entrée standard et la garde pour cette adresse'))
    .option('--forget-key', say('forget the key', 'oublie la clé'))
    .addHelpText('after', '\n  $ aurore endpoint http://127.0.0.1:11434/v1 --model llama3.2 --use --try\n  $ aurore endpoint https://example.org/v1 --use --set-key < key.txt')
    .action((address: string | undefined, options: Options) => inApp({ ...options, ...(address !== undefined && { endpoint: address }) }, language, (frame) => run(frame, address, options)))
}

/** An address that is only looked at is not kept. */
async function run(frame: Frame, address: string | undefined, options: Options): Promise<void> {
  const { app: { remote }, client, interrupted } = frame
  if (options.off) await keep(frame, { on: false })
  if (options.forgetKey) await remote.setKey(null)
  if (options.setKey) await remote.setKey(await secretLine(frame))
  const { endpoint: before } = await client.settings.get()
  if (options.off || (address === undefined && before.address.trim() === '')) return tellKept(frame)
  const models = await remote.models(interrupted)
  const [only] = models
  const model = options.model ?? (address === undefined && before.model !== '' ? before.model : models.length === 1 ? only?.id ?? '' : '')
  const peer = model === '' ? null : await remote.peer(model)
  if (options.use) await use(frame, address, { model, context: options.context ?? Math.min(before.context, peer?.window ?? Infinity) })
  const trial = options.try && model !== '' ? await remote.try(interrupted, model) : null
  tell(frame, models, peer)
  if (trial) frame.tell(`\n${trial.text}`)
  frame.give({ models, model, peer, ...(trial && { trial }) })
  await tellKept(frame)
}

async function keep({ client }: Frame, change: Partial<Endpoint>): Promise<void> {
  const { endpoint: before } = await client.settings.get()
  await client.settings.set({ endpoint: { ...before, ...change } })
}

/** Its model must be known first: without one, nothing could speak. */
async function use(frame: Frame, typed: string | undefined, { model, context }: Pick<Endpoint, 'model' | 'context'>): Promise<void> {
  const { say } = frame
  const { endpoint: before } = await frame.client.settings.get()
  const address = addressOf(typed ?? before.address) ?? ''
  if (model === '') throw new AuroreError('remote.which-model', { host: hostOf(address), models: (await frame.app.remote.models()).map(({ id }) => id).join(', ') || '—' })
  await keep(frame, { address, model, context, on: true })
  if (!isThisMachine(address)) frame.tell(say(`Mind: ${hostOf(address)} is not this machine. What the muse is shown is sent there, at every suggestion.`, `Attention : ${hostOf(address)} n’est pas cette machine. Ce qui est montré à la muse y est envoyé, à chaque suggestion.`))
}

async function tellKept(frame: Frame): Promise<void> {
  const { client, say } = frame
  const { endpoint: { on, address, model, context } } = await client.settings.get()
  frame.give({ on, address: addressOf(address), kept: model, context, key: (await client.endpoint.key()).given })
  frame.tell(addressOf(address) === null ? say('No other program is set.', 'Aucun autre programme n’est réglé.') : `${addressOf(address) ?? ''}  ${model}  ${on ? say('on', 'ouvert') : say('off', 'coupé')}`)
}

/** What the program is, in words. */
function tell({ tell, say, language }: Frame, models: readonly { readonly id: string; readonly context: number | null }[], peer: EndpointPeer | null): void {
  tell(bold(say('Its models', 'Ses modèles')))
  tell(table(models.map(({ id, context }) => [id, context === null ? '' : `${shown(language).count(context)} tokens`])))
  if (peer) for (const line of abilities(peer, say)) tell(line)
}

function abilities({ program, counts, fills, chats }: EndpointPeer, say: Say): readonly string[] {
  return [
    program === 'other' ? say('A program that speaks as OpenAI does.', 'Un programme qui parle comme celui d’OpenAI.') : program === 'aurore' ? 'Aurore' : { 'llama.cpp': 'llama.cpp', ollama: 'Ollama', vllm: 'vLLM' }[program],
    counts ? say('It counts its tokens itself.', 'Il compte lui-même ses tokens.') : say('Its tokens are estimated.', 'Ses tokens sont estimés.'),
    fills ? say('It is shown the text behind the cursor.', 'Le texte après le curseur lui est montré.') : say('It only reads forward.', 'Il ne lit que vers l’avant.'),
    ...(chats ? [say('It only chats: it is told to go on.', 'Il ne fait que dialoguer : on lui dit de continuer.')] : [])
  ]
}

/** Never an argument: those are seen by every program of the machine. */
async function secretLine({ say, interrupted }: Frame): Promise<string> {
  const lines = createInterface({ input: process.stdin, ...(process.stdin.isTTY && { output: process.stderr }) })
  const secret = (await lines.question(process.stdin.isTTY ? say('Key: ', 'Clé : ') : '', { signal: interrupted })).trim()
  lines.close()
  if (!/^[\x21-\x7e]{1,500}$/u.test(secret)) throw new AuroreError('shell.bad-arguments', { detail: '--set-key' })
  return secret
}
