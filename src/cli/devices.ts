// aurore devices: what this machine can compute on.
import { Command } from 'commander'
import { reasonPhrase } from '#shared/devices.ts'
import type { Language } from '#shared/language.ts'
import { inApp, withCommon, type Common, type Frame } from './frame.ts'
import { speak } from './language.ts'

export function devices(language: Language): Command {
  const say = speak(language)
  return withCommon(new Command('devices'), say)
    .description(say('Says which devices of this machine can learn and write, and why not the others.', 'Dit quels appareils de cette machine peuvent apprendre et écrire, et pourquoi pas les autres.'))
    .addHelpText('after', '\n  $ aurore devices --json')
    .action((options: Common) => inApp(options, language, run))
}

async function run(frame: Frame): Promise<void> {
  const found = await frame.client.settings.devices()
  frame.give(found)
  const width = Math.max(...found.map(({ device }) => device.length))
  const halves = (has: boolean | undefined): string => (has === undefined ? '' : has ? frame.say('; f16 too', ' ; f16 aussi') : frame.say('; no f16', ' ; pas de f16'))
  for (const { device, present, reason, halves: has } of found) frame.tell(`${present ? '✓' : '✗'} ${device.padEnd(width)}  ${reasonPhrase([reason], frame.language)}${halves(has)}`)
  const usable = found.filter(({ present }) => present).map(({ device }) => device)
  frame.tell(usable.length > 1
    ? frame.say(`auto: each model is tried on ${usable.join(', ')} at its first run; the fastest is remembered`, `auto : chaque modèle est essayé sur ${usable.join(', ')} à son premier apprentissage ; le plus rapide est retenu`)
    : `auto${frame.language === 'fr' ? ' ' : ''}: ${usable.join('')}`)
}
