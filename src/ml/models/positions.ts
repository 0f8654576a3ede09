// How a configuration says where tokens are: rotary frequencies and their scaling, and how far back each layer looks. Knows fields, not graphs.
import type { RopeScaling } from '../nn/rotary.ts'
import { ConfigReader, type Json, UnsupportedConfig } from './config.ts'

export interface Rope { readonly theta: number; readonly scaling: RopeScaling }

type ScalingReader = (inner: ConfigReader, context: number) => RopeScaling

/** Older files say `type` where newer ones say `rope_type`. */
const scalings: Readonly<Record<string, ScalingReader>> = {
  default: () => ({ type: 'none' }),
  linear: (inner) => ({ type: 'linear', factor: inner.number('factor') }),
  llama3: (inner) => ({
    type: 'llama3', factor: inner.number('factor'), lowFrequencyFactor: inner.number('low_freq_factor'),
    highFrequencyFactor: inner.number('high_freq_factor'), originalContext: inner.number('original_max_position_embeddings')
  }),
  yarn: (inner, context) => {
    inner.mustBe('mscale', null)
    inner.mustBe('mscale_all_dim', null)
    inner.mustBe('truncate', true)
    const factor = inner.number('factor')
    return {
      type: 'yarn', factor, fast: inner.number('beta_fast', 32), slow: inner.number('beta_slow', 1),
      originalContext: inner.number('original_max_position_embeddings', context), attentionFactor: inner.number('attention_factor', 0.1 * Math.log(factor) + 1)
    }
  }
}

/** One set of rotary parameters; `theta` is what the configuration says outside it. */
export function readRopeParameters(parameters: unknown, theta: number, context: number): Rope {
  if (parameters === null || parameters === undefined) return { theta, scaling: { type: 'none' } }
  const inner = new ConfigReader(parameters as Json)
  inner.raw('type')
  const read = scalings[String(inner.raw('rope_type') ?? inner.raw('type') ?? 'default')]
  if (!read) throw new UnsupportedConfig('rope_scaling', parameters)
  const own = inner.number('rope_theta', theta)
  inner.mustBe('partial_rotary_factor', 1)
  const scaling = read(inner, context)
  inner.finish()
  return { theta: own, scaling }
}

/** `rope_parameters` (newer) or `rope_theta` with `rope_scaling` (older). */
export function readRope(config: ConfigReader, context: number, theta = 10000): Rope {
  const stated = config.number('rope_theta', theta)
  return readRopeParameters(config.raw('rope_parameters') ?? config.raw('rope_scaling'), stated, context)
}

const kinds = ['full_attention', 'sliding_attention'] as const
export type LayerType = (typeof kinds)[number]

/** `layer_types`, or what the model's family takes for granted. */
export function readLayerTypes(config: ConfigReader, layers: number, usual: (layer: number) => LayerType): readonly LayerType[] {
  const given = config.raw('layer_types')
  if (given === undefined || given === null) return Array.from({ length: layers }, (_, i) => usual(i))
  const isKind = (type: unknown): type is LayerType => kinds.some((k) => k === type)
  if (!Array.isArray(given) || given.length !== layers || !given.every(isKind)) throw new UnsupportedConfig('layer_types', given)
  return given
}

/** The window of every layer, in tokens; null looks at everything. A window as wide as the context changes nothing. */
export function windowsOf(types: readonly LayerType[], window: number | null, context: number): readonly (number | null)[] {
  return types.map((type) => (type === 'full_attention' || window === null || window >= context ? null : window))
}
