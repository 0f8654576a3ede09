// An encoder is a model the engine computes, and not one a voice can be learned over: that is said at the door.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coded } from '#main/engine/process/coded.ts'
import { describeModel } from '#ml/runtime/index.ts'
import { ownCases, references } from '../support/golden.ts'

describe('a model that only reads', () => {
  it.each(ownCases.filter((name) => /bert|classifier/.test(name)))('%s is refused by its kind', async (name) => {
    const error = await describeModel(join(references, name)).then(() => null, (thrown: unknown) => coded(thrown, name))
    expect(error).toMatchObject({ code: 'engine.reads-only', params: { architecture: expect.stringMatching(/encoder|classifier/) } })
  })
})
