// Which program, which Node, which engine this is. Knows no service.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { programRoot } from './root.ts'

const manifestVersion = (path: string): string => String((JSON.parse(readFileSync(path, 'utf8')) as { version: unknown }).version)

/** The engine's version is read from its package, not by loading it: that would bring its native library into this process. */
export const programVersions = () => ({
  version: manifestVersion(join(programRoot, 'package.json')),
  node: process.versions.node,
  engine: `ONNX Runtime ${manifestVersion(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))}`
})
