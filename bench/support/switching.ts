// How long it takes until another voice speaks: opening it over the base that is open already, and its first token behind a prompt. Knows the engine's speakers.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenerateInput } from '#main/engine/contract.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { openSpeakers } from '#main/engine/process/speakers.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { writeText } from '#main/engine/process/write.ts'
import { median } from '../measure.ts'
import { randomAdapter } from '../../test/support/adapter.ts'

/** What learning adapts in a Llama. */
const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']

const turns = 9
const prompt = 'Quand Germain revint au champ, la jument était déjà là, et l’enfant dormait sous le grand arbre. '.repeat(4)

export const switchingHead = ['switch', 'until the first token (median)', 'slowest'] as const

export async function measureSwitching(model: string): Promise<readonly (readonly string[])[]> {
  const home = mkdtempSync(join(tmpdir(), 'aurore-switch-'))
  const speakers = openSpeakers(onnxRuntime, openSpeeds(home), join(home, 'packed'))
  const voices = Array.from({ length: turns + 1 }, () => randomAdapter(model, targets, {}, 0.01))
  const first = async (weights: object): Promise<number> => {
    const start = performance.now()
    for await (const event of writeText(speakers, GenerateInput.parse({ weights: { model, ...weights }, prompt, maxTokens: 1, stopAt: 'tokens', sampling: { seed: 1 }, device: 'cpu' }), undefined)) if (event.type === 'text') break
    return performance.now() - start
  }
  const cold = await first({ adapter: voices[0] })
  const fresh: number[] = []
  for (const adapter of voices.slice(1)) fresh.push(await first({ adapter }))
  const back: number[] = []
  for (let i = 0; i < turns; i++) back.push(await first({ adapter: voices[turns - (i % 2)] }))
  const strengths: number[] = []
  for (let i = 0; i < turns; i++) strengths.push(await first({ adapter: voices[1], strength: 0.5 + i / 20 }))
  await speakers.dispose()
  for (const folder of [home, ...voices]) rmSync(folder, { recursive: true })
  const row = (name: string, all: readonly number[]): readonly string[] => [name, `${Math.round(median(all))} ms`, `${Math.round(Math.max(...all))} ms`]
  return [row('the first voice, its base not open yet', [cold]), row('to a voice not spoken with yet', fresh), row('back to one of the last', back), row('another strength', strengths)]
}
