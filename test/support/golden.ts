// Where the reference numbers lie, when they do: the project must pass its tests without them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { modelTypes } from '#ml/models/registry.ts'

export const golden = resolve(import.meta.dirname, '../../../shared/golden')

/** The project's own cases, made by references/make_references.py. */
export const references = resolve(import.meta.dirname, '../references/cases')

/** Cases of the architectures this engine has. */
const casesIn = (root: string): readonly string[] => (existsSync(root) ? readdirSync(root).filter((name) => {
  const config = join(root, name, 'config.json')
  return existsSync(config) && modelTypes.includes(String((JSON.parse(readFileSync(config, 'utf8')) as { model_type?: unknown }).model_type))
}) : [])

export const goldenCases = casesIn(golden)

export const ownCases = casesIn(references)
