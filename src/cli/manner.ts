// How a speaker speaks or reads, as options of a command. Knows the contract's words.
import { Option, type Command } from 'commander'
import { WritingPrecision, type Manner } from '#shared/contract/manner.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import { theVoice } from './find.ts'
import type { Frame } from './frame.ts'
import type { Say } from './language.ts'
import { decimal } from './values.ts'

interface Named { readonly name: string; readonly share: number }
export interface MannerOptions { readonly strength?: number; readonly mix: readonly Named[]; readonly precision: WritingPrecision }

/** NAME:SHARE; a name may have colons of its own. */
function named(text: string, before: readonly Named[]): readonly Named[] {
  const at = text.lastIndexOf(':')
  return [...before, { name: text.slice(0, Math.max(at, 0)), share: decimal(0, 1)(text.slice(at + 1)) }]
}

export const withManner = (command: Command, say: Say): Command => command
  .option('--strength <s>', say('how strongly the voice speaks: 0 its base model, 1 as learned, up to 1.5 (default: as is set for the voice)', 'à quel point la voix parle : 0 son modèle de base, 1 telle qu’apprise, jusqu’à 1,5 (par défaut : ce qui est réglé pour la voix)'), decimal(0, 1.5))
  .option('--mix <voice:share>', say('another voice of the same base model, with its share: Hugo:0.3 (may be given again; default: as is set for the voice)', 'une autre voix du même modèle de base, avec sa part : Hugo:0.3 (peut être répété ; par défaut : ce qui est réglé pour la voix)'), named, [])
  .addOption(new Option('--precision <bits>', say('bits of the weights; auto: eight where this machine is faster with them', 'bits des poids ; auto : huit là où cette machine va plus vite ainsi')).choices(WritingPrecision.options).default('auto'))

/** What is not named is the voice's own. */
export async function chosenManner(frame: Frame, speaker: Speaker, { strength, mix, precision }: MannerOptions): Promise<Omit<Manner, 'drafting'>> {
  const own = 'voiceId' in speaker ? (await frame.client.voices.list({})).find(({ id }) => id === speaker.voiceId)?.manner : undefined
  const others = await Promise.all(mix.map(async ({ name, share }) => ({ voiceId: (await theVoice(frame, name, null)).id, share })))
  return { strength: strength ?? own?.strength ?? 1, mix: others.length > 0 ? others : own?.mix ?? [], precision }
}
