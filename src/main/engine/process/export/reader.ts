// Serves `mergeReader`: an adapter over a model that reads, as one whole model for other programs. Knows the runtime and the disk; knows no graph.
import { tensorsOf } from '#ml/export/huggingface.ts'
import type { Runtime } from '../runtime.ts'
import { companions, safetensorsFile } from './forms.ts'
import { jsonFile, putFolder, refuseTaken } from './put.ts'

export async function mergeReader(runtime: Runtime, { model, to }: { readonly model: string; readonly to: string }): Promise<void> {
  await refuseTaken(to)
  const { config, ground, ...merged } = await runtime.openMergedReader({ model })
  await putFolder(to, [safetensorsFile('model.safetensors', tensorsOf(merged, 'f32')), jsonFile('config.json', { ...config, torch_dtype: 'float32' }), ...await companions(ground)])
}
