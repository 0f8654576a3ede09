// The number a loss is multiplied by so that small gradients are not lost in sixteen bits: halved when a gradient overflows, doubled when none has for long
// (Micikevicius et al. 2018, section 3.2, with the numbers usual since). A value; knows no graph.

export interface LossScale { readonly scale: number; /** Steps since it last changed. */ readonly good: number }

const START = 2 ** 16
const PATIENCE = 2000
/** A gradient that is not finite without any scale is no matter of the scale. */
const LOWEST = 1
/** Above this the scale itself would overflow what it multiplies. */
const HIGHEST = 2 ** 24

export const startingScale: LossScale = { scale: START, good: 0 }

export const afterGood = ({ scale, good }: LossScale): LossScale => (good + 1 < PATIENCE ? { scale, good: good + 1 } : { scale: Math.min(HIGHEST, 2 * scale), good: 0 })

export const canShrink = ({ scale }: LossScale): boolean => scale > LOWEST
export const afterOverflow = ({ scale }: LossScale): LossScale => ({ scale: Math.max(LOWEST, scale / 2), good: 0 })

/** As it is kept in a checkpoint. */
export const scaleName = 'loss.scale'
export const scaleNumbers = ({ scale, good }: LossScale): Float32Array => Float32Array.of(scale, good)
export const scaleFrom = ([scale = START, good = 0]: Float32Array): LossScale => ({ scale, good })
