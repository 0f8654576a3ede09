// Serves `adopt`: a GGUF from elsewhere becomes a folder that this engine reads. Knows files; what a GGUF says is src/ml/export/gguf's.
import { readFile } from 'node:fs/promises'
import { type FolderContents, fromGguf } from '#ml/export/gguf/index.ts'
import { tensorsOf } from '#ml/export/huggingface.ts'
import { type Gguf, readGguf, stringAt, stringsAt } from '#ml/gguf/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { coded, messageOf } from '../coded.ts'
import { safetensorsFile } from './forms.ts'
import { jsonFile, type OutFile, putFolder, textFile } from './put.ts'

async function open(file: string): Promise<Gguf> {
  try {
    return readGguf(await readFile(file))
  } catch (error) {
    throw new AuroreError('engine.bad-model', { folder: file, detail: messageOf(error) }, { cause: error })
  }
}

/** What the file says of itself, where a folder's card says it. */
function card({ metadata }: Gguf): string {
  const [name, licence, languages] = [stringAt(metadata, 'general.name'), stringAt(metadata, 'general.license'), stringsAt(metadata, 'general.languages')]
  const lines = [...(name ? [`model_name: ${JSON.stringify(name)}`] : []), ...(licence ? [`license: ${licence}`] : []), ...(languages ? [`language: [${languages.join(', ')}]`] : [])]
  return `---\n${lines.join('\n')}\n---\n`
}

const filesOf = (gguf: Gguf, { config, tensors, tokenizer }: FolderContents): readonly OutFile[] => [
  jsonFile('config.json', config), safetensorsFile('model.safetensors', tensorsOf({ tensors }, 'f32')), textFile('README.md', card(gguf)),
  ...(tokenizer ? [jsonFile('tokenizer.json', tokenizer.definition), jsonFile('tokenizer_config.json', tokenizer.config)] : [])
]

export async function adoptGguf({ file, to }: { readonly file: string; readonly to: string }): Promise<void> {
  const gguf = await open(file)
  try {
    await putFolder(to, filesOf(gguf, fromGguf(gguf)))
  } catch (error) {
    throw coded(error, file)
  }
}
