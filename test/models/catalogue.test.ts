// The facts of the catalogue: each shape is one this engine computes, and holds as many weights as its authors say.
import { describe, expect, it } from 'vitest'
import { Repo, Revision } from '#shared/contract/models.ts'
import { catalogue } from '#main/models/catalogue.ts'
import { needsOf } from '#ml/runtime/index.ts'

const learning = { batch: 4, context: 512, rank: 16 }

describe('the catalogue', () => {
  it.each(catalogue)('$repo', ({ repo, revision, parameters, bytes, shape, goodFor }) => {
    const needs = needsOf({ config: shape, ...learning })
    expect(needs.parameters).toBe(parameters)
    expect([Repo.safeParse(repo).success, Revision.safeParse(revision).success]).toEqual([true, true])
    expect(goodFor.en).not.toBe(goodFor.fr)
    // Two bytes a weight, or four and a second copy of the head: anything else would be a slip of the pen.
    expect(bytes / parameters).toBeGreaterThan(1.9)
    expect(bytes / parameters).toBeLessThan(5.5)
    expect(needs.writeBytes).toBeGreaterThan(4 * parameters)
    expect(needs.learnBytes).toBeGreaterThan(needs.writeBytes - 4 * 2 * 2048 * 8192)
  })

  it.each(['a/../b', '../etc', 'a/b/c', 'a b', '', 'a/.b'])('a name such as %j never reaches an address', (repo) => {
    expect(Repo.safeParse(repo).success).toBe(false)
  })
})
