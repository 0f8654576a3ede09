// What fewer bits cost the built-in model on prose: next to nothing in eight, something in four.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Precision } from '#ml/nn/nbits.ts'
import { openDecoder } from '#ml/runtime/index.ts'
import { loadTokenizer } from '#ml/tokenizer/index.ts'

const folder = join(import.meta.dirname, '../../../resources/models/aurore-base')
const prose = `Quand elle revint à la ferme, la nuit était tombée depuis longtemps. Le vieux Germain l'attendait sur le seuil, sa lanterne à la main, et ne dit rien d'abord.
Elle posa son panier près de la cheminée, ôta son fichu mouillé, et s'assit. « Vous avez vu le notaire ? » demanda-t-il enfin. Elle fit signe que oui, et se mit à pleurer.
The house stood at the end of the lane, behind a wall of old brick where the roses had gone wild. Nobody had lived in it since her grandmother died, and nobody wished to.
She pushed the gate, which gave way with a long complaint, and walked up to the door as if someone had called her from within.`

async function perplexity(precision: Precision): Promise<number> {
  const tokenizer = loadTokenizer(readFileSync(join(folder, 'tokenizer.json'), 'utf8'), readFileSync(join(folder, 'tokenizer_config.json'), 'utf8'))
  const ids = tokenizer.encode(prose).slice(0, 250)
  const decoder = await openDecoder({ model: folder, adapter: null, device: 'cpu', precision })
  const each = await decoder.appendEach(ids)
  await decoder.dispose()
  const surprise = ids.slice(1).map((id, i) => {
    const logits = each[i] ?? new Float32Array()
    const top = logits.reduce((m, x) => Math.max(m, x), -Infinity)
    return Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0)) + top - (logits[id] ?? NaN)
  })
  return Math.exp(surprise.reduce((a, b) => a + b, 0) / surprise.length)
}

describe('fewer bits', () => {
  it('eight cost prose less than a hundredth of its perplexity, four less than a fifth', async () => {
    const whole = await perplexity('f32')
    const [int8, int4] = [await perplexity('int8'), await perplexity('int4')]
    expect(Math.abs(int8 / whole - 1)).toBeLessThan(0.01)
    expect(int4 / whole - 1).toBeLessThan(0.2)
  })
})
