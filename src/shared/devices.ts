// What a model can be computed on, and why one device is used or not: codes with their sentences in both languages. Knows no runtime.
import { z } from 'zod'
import type { Language } from './language.ts'

export const DeviceName = z.enum(['cpu', 'webgpu', 'dml', 'coreml', 'cuda'])
export type DeviceName = z.infer<typeof DeviceName>

type Words = Readonly<Record<Language, string>>

/** As they stand in the middle of a sentence. */
const names: { readonly [K in DeviceName]: Words } = {
  cpu: { en: 'the processor', fr: 'le processeur' },
  webgpu: { en: 'the graphics card (WebGPU)', fr: 'la carte graphique (WebGPU)' },
  dml: { en: 'the graphics card (DirectML)', fr: 'la carte graphique (DirectML)' },
  coreml: { en: 'Apple’s processors (Core ML)', fr: 'les processeurs d’Apple (Core ML)' },
  cuda: { en: 'the graphics card (CUDA)', fr: 'la carte graphique (CUDA)' }
}

/** `{device}` and `{other}` are filled with devices' names; the other places with what was measured, or with the runtime's own words. */
const sentences = {
  ready: { en: 'tried, and it computes right', fr: 'essayé, et il calcule juste' },
  'other-system': { en: 'there is none on this system', fr: 'il n’y en a pas sur ce système' },
  'not-built': { en: 'this build of the engine does not include it', fr: 'cette version du moteur ne le comprend pas' },
  'not-installed': { en: 'its part of the engine is not installed', fr: 'sa partie du moteur n’est pas installée' },
  'no-adapter': { en: 'no graphics card that it can use was found', fr: 'aucune carte graphique utilisable n’a été trouvée' },
  'wrong-sum': { en: 'tried, and it computes wrong', fr: 'essayé, et il calcule faux' },
  refused: { en: 'tried, and it failed ({detail})', fr: 'essayé, sans succès ({detail})' },
  only: { en: '{device}, the only device that works here', fr: '{device}, seul appareil qui fonctionne ici' },
  chosen: { en: '{device}, as you chose', fr: '{device}, comme vous l’avez choisi' },
  fastest: { en: '{device} was the fastest in a trial with this model', fr: 'le plus rapide dans un essai avec ce modèle : {device}' },
  compared: { en: '{rate} steps a second; {other}: {otherRate}', fr: '{rate} pas par seconde ; {other} : {otherRate}' },
  'trial-failed': { en: '{device} failed in the trial ({detail})', fr: 'échec à l’essai : {device} ({detail})' },
  lost: { en: '{device} failed ({detail}), so the processor goes on', fr: 'défaillance : {device} ({detail}) ; le processeur continue' },
  absent: { en: '{device} is not available here, so the processor is used', fr: 'le processeur est utilisé, faute de disposer ici de ceci : {device}' },
  'smaller-pieces': {
    en: 'its memory was too small for {windows} windows at once, so it is given {fewer} at a time, {times} times a step',
    fr: 'sa mémoire ne suffisait pas pour {windows} fenêtres à la fois : il en reçoit {fewer}, {times} fois par pas'
  },
  'blocks-twice': { en: 'its memory was too small for one window, so each block is worked out twice instead of kept', fr: 'sa mémoire ne suffisait pas pour une fenêtre : chaque bloc est calculé deux fois au lieu d’être gardé' },
  'no-halves': { en: 'it cannot multiply in sixteen bits, so it does in thirty-two', fr: 'il ne sait pas multiplier en seize bits, et le fait donc en trente-deux' },
  'halves-faster': { en: 'products in sixteen bits, which were faster in a trial', fr: 'produits en seize bits, plus rapides dans un essai' },
  /** What an older Aurore wrote down, in its own words. */
  told: { en: '{text}', fr: '{text}' }
} as const satisfies Readonly<Record<string, Words>>

type Code = keyof typeof sentences
const codes = Object.keys(sentences) as [Code, ...Code[]]

export const DeviceReason = z.object({ code: z.enum(codes), params: z.record(z.string(), z.union([z.string(), z.number()])) })
export type DeviceReason = z.infer<typeof DeviceReason>
/** One after the other: what was chosen, and what happened since. */
export const DeviceReasons = z.array(DeviceReason)
export type DeviceReasons = readonly DeviceReason[]

export const deviceReason = (code: Code, params: DeviceReason['params'] = {}): DeviceReason => ({ code, params })

const shown = (value: string | number, language: Language): string => {
  if (typeof value === 'number') return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value)
  const device = DeviceName.safeParse(value)
  return device.success ? names[device.data][language] : value
}

/** The reasons as one phrase, without a full stop. */
export function reasonPhrase(reasons: DeviceReasons, language: Language): string {
  const one = ({ code, params }: DeviceReason): string => sentences[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => (params[name] === undefined ? whole : shown(params[name], language)))
  return reasons.map(one).join(language === 'fr' ? ' ; ' : '; ')
}

/** What was written down of a run's device, read again; older runs hold a sentence. */
export function readReasons(text: string | null): DeviceReason[] | null {
  if (text === null || text === '') return null
  try {
    return DeviceReasons.parse(JSON.parse(text))
  } catch {
    return [deviceReason('told', { text })]
  }
}
