// Serves `export`: a voice, as files for other programs. Knows the forms and the disk; knows no graph.
import type { ExportedVoice } from '#shared/contract/voices.ts'
import type { ExportInput } from '../../contract.ts'
import type { Runtime } from '../runtime.ts'
import { forms } from './forms.ts'
import { putFile, putFolder, refuseTaken } from './put.ts'

export async function exportVoice(runtime: Runtime, request: ExportInput): Promise<ExportedVoice> {
  await refuseTaken(request.to)
  const files = await forms[request.as](runtime, request)
  const [first] = files
  await (request.as === 'gguf' && first ? putFile(request.to, first) : putFolder(request.to, files))
  return { path: request.to, files: files.map(({ name, bytes }) => ({ name, bytes })) }
}
