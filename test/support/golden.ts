// Where the reference numbers lie, when they do: the project must pass its tests without them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { modelTypes } from '#ml/models/registry.ts'

export const golden = resolve(import.meta.dirname, '../../../shared/golden')

/** Cases of the architectures this engine has. */
export const goldenCases: readonly string[] = existsSync(golden)
  ? readdirSync(golden).filter((name) => {
      const config = join(golden, name, 'config.json')
      return existsSync(config) && modelTypes.includes(String((JSON.parse(readFileSync(config, 'utf8')) as { model_type?: unknown }).model_type))
    })
  : []
